import type { CacheLookups } from '#common';

/** Counting days of events takes long. A count of this age is made anew, while it still answers. */
const RENEW_AFTER_MS = 30_000;
/** An older one is waited for, unless the caller takes it. */
const REMEMBER_MS = 60_000;

interface Kept<Count> {
  at: number;
  hiddenRevision: number;
  count: Promise<Count>;
  isRenewed: boolean;
}

/** Counts of the newest days; made anew, and waited for, when a song was hidden or shown again. */
export class KeptCounts<Count> {
  private readonly kept = new Map<number, Kept<Count>>();

  /** @param make counts so many days. @param now the clock, in milliseconds. */
  constructor(
    private readonly make: (days: number) => Promise<Count>,
    private readonly lookups: CacheLookups,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param mostAge milliseconds; an older one is waited for */
  async of(days: number, hiddenRevision: number, mostAge = REMEMBER_MS): Promise<Count> {
    const kept = this.kept.get(days);
    const age = kept === undefined ? Infinity : this.now() - kept.at;
    // A request that began before a song was hidden may be answered after one that began later.
    if (kept === undefined || kept.hiddenRevision < hiddenRevision || age > mostAge) {
      this.lookups.miss();
      return await this.countFirst(days, hiddenRevision);
    }
    this.lookups.hit();
    if (age > RENEW_AFTER_MS) this.renew(days, kept);
    return await kept.count;
  }

  /** Counts before anybody asks; what is kept answers until it has ended. */
  async ahead(days: number, hiddenRevision: number): Promise<void> {
    const kept = this.kept.get(days);
    if (kept !== undefined && kept.hiddenRevision >= hiddenRevision) this.renew(days, kept);
    else await this.countFirst(days, hiddenRevision);
  }

  private async countFirst(days: number, hiddenRevision: number): Promise<Count> {
    const begun = this.begin(days, hiddenRevision);
    this.kept.set(days, begun);
    begun.count.catch(() => {
      if (this.kept.get(days) === begun) this.kept.delete(days);
    });
    return await begun.count;
  }

  private renew(days: number, kept: Kept<Count>): void {
    if (kept.isRenewed) return;
    kept.isRenewed = true;
    const begun = this.begin(days, kept.hiddenRevision);
    begun.count.then(
      () => {
        if (this.kept.get(days) === kept) this.kept.set(days, begun);
      },
      () => (kept.isRenewed = false),
    );
  }

  private begin(days: number, hiddenRevision: number): Kept<Count> {
    return { at: this.now(), hiddenRevision, count: this.make(days), isRenewed: false };
  }
}
