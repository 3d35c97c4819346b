import { countLookups } from '#common';
import type { CacheLookups, Metrics } from '#common';

/** Counting days of events takes long; a count may be this old. */
const REMEMBER_MS = 60_000;

interface Kept<Count> {
  at: number;
  hiddenRevision: number;
  count: Promise<Count>;
}

/** Counts of the newest days, each made at most once a minute, and anew when a song was hidden or shown again. */
export class KeptCounts<Count> {
  private readonly kept = new Map<number, Kept<Count>>();
  private readonly lookups: CacheLookups;

  /** @param make counts so many days. */
  constructor(
    metrics: Metrics,
    name: string,
    private readonly make: (days: number) => Promise<Count>,
  ) {
    this.lookups = countLookups(metrics, name);
  }

  async of(days: number, hiddenRevision: number): Promise<Count> {
    let kept = this.kept.get(days);
    if (kept?.hiddenRevision !== hiddenRevision || Date.now() - kept.at > REMEMBER_MS) {
      kept = { at: Date.now(), hiddenRevision, count: this.make(days) };
      this.kept.set(days, kept);
      this.lookups.miss();
    } else this.lookups.hit();
    try {
      return await kept.count;
    } catch (error) {
      this.kept.delete(days);
      throw error;
    }
  }
}
