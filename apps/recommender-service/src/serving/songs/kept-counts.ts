import type { CacheLookups } from '#common';
import { Renewed } from '../../registry/renewed.js';

/** Counting days of events takes long. A count of this age is made anew, while it still answers. */
const RENEW_AFTER_MS = 30_000;
/** An older one is waited for, unless the caller takes it. */
const REMEMBER_MS = 60_000;

/** Counts of the newest days; made anew, and waited for, when a song was hidden or shown again. */
export class KeptCounts<Count> {
  private readonly kept = new Map<number, { hiddenRevision: number; count: Renewed<Count> }>();

  /** @param make counts so many days. @param now the clock, in milliseconds. */
  constructor(
    private readonly make: (days: number) => Promise<Count>,
    private readonly lookups: CacheLookups,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param mostAge milliseconds; an older one is waited for */
  async of(days: number, hiddenRevision: number, mostAge = REMEMBER_MS): Promise<Count> {
    const count = this.countOf(days, hiddenRevision);
    if (count.age > mostAge) this.lookups.miss();
    else this.lookups.hit();
    return await count.get(mostAge);
  }

  /** Counts before a request asks; what is kept answers until it has ended. */
  async ahead(days: number, hiddenRevision: number): Promise<void> {
    await this.countOf(days, hiddenRevision).ahead();
  }

  private countOf(days: number, hiddenRevision: number): Renewed<Count> {
    const kept = this.kept.get(days);
    // A request that began before a song was hidden may be answered after one that began later.
    if (kept !== undefined && kept.hiddenRevision >= hiddenRevision) return kept.count;
    const count = new Renewed(() => this.make(days), RENEW_AFTER_MS, this.now);
    this.kept.set(days, { hiddenRevision, count });
    return count;
  }
}
