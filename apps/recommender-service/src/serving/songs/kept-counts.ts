import { DomainError, within } from '#common';
import type { CacheLookups } from '#common';
import { Logger } from '@nestjs/common';
import type { HiddenSet } from '../../registry/hidden-songs.js';
import { Renewed } from '../../registry/renewed.js';
import type { ServiceEnd } from '../../registry/service-end.js';

/** Counting days of events takes long. A count of this age is made anew, while it still answers. */
const RENEW_AFTER_MS = 30_000;
/** An older one is waited for, unless the caller takes it. */
const REMEMBER_MS = 60_000;
/** Who can do without a count waits for none that was begun so long ago. */
const AWAITED_MS = 2_000;
/** The others wait for it as long as for a statement of their own. */
const LONGEST_WAIT_MS = 30_000;

interface Kept<Count> {
  hiddenRevision: number;
  count: Renewed<Count>;
  /** When the last one was begun. */
  begun: number;
  isMaking: boolean;
  /** The last one that was made, of songs hidden earlier too. */
  newest: { at: number; count: Count } | null;
}

/** What a count holds without the songs hidden since. */
interface Shown<Count> {
  hidden: HiddenSet;
  of: Count;
  count: Count;
}

/** Counts of the newest days; made anew, and waited for, when a song was hidden or shown again. */
export class KeptCounts<Count> {
  private readonly logger = new Logger('counts');
  private readonly kept = new Map<number, Kept<Count>>();
  private readonly shown = new Map<number, Shown<Count>>();

  /**
   * @param make counts so many days. @param signal of a count in the background, which may take as long as a job
   * and ends with the service; none: of a request. @param without the count without songs. @param now the clock,
   * in milliseconds.
   */
  constructor(
    private readonly make: (days: number, signal?: AbortSignal) => Promise<Count>,
    private readonly lookups: CacheLookups,
    private readonly end: Pick<ServiceEnd, 'signal'>,
    private readonly without: (count: Count, songIds: ReadonlySet<string>) => Count = (count) => count,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * @param mostAge milliseconds; an older one is waited for
   * @throws DomainError unavailable when that takes too long
   */
  async of(days: number, hiddenRevision: number, mostAge = REMEMBER_MS): Promise<Count> {
    const kept = this.keptOf(days, hiddenRevision);
    const { count } = kept;
    if (count.age > mostAge) this.lookups.miss();
    else this.lookups.hit();
    // A request begins what it waits for with the limits of a request.
    const found = await within(
      LONGEST_WAIT_MS,
      count.get(mostAge, () => this.made(days, kept)),
    );
    if (found !== null) return found.value;
    throw new DomainError(
      'unavailable',
      'days_being_counted',
      'The events of these days are still being counted; ask again in some seconds.',
      { retryAfterSeconds: 10 },
    );
  }

  /**
   * The last count without hidden songs. One older than `mostAge` milliseconds, and a first one, is waited for until
   * {@link AWAITED_MS} after its beginning. Null: there is none yet.
   */
  async soon(days: number, hidden: HiddenSet, mostAge: number): Promise<Count | null> {
    const before = this.kept.get(days);
    // However often songs are hidden, one count at a time is made for those who take the one before.
    const kept = before?.isMaking === true ? before : this.keptOf(days, hidden.revision);
    const { newest } = kept;
    const isKnown = newest !== null && this.now() - newest.at <= mostAge;
    if (isKnown) this.lookups.hit();
    else this.lookups.miss();
    const made = kept.count.get(mostAge).catch(() => null);
    if (!isKnown) await within(kept.begun + AWAITED_MS - this.now(), made);
    return kept.newest === null ? null : this.shownOf(days, kept.newest.count, hidden);
  }

  /** Counts before a request asks; what is kept answers until it has ended. */
  async ahead(days: number, hiddenRevision: number): Promise<void> {
    await this.keptOf(days, hiddenRevision).count.ahead();
  }

  private keptOf(days: number, hiddenRevision: number): Kept<Count> {
    const before = this.kept.get(days);
    // A request that began before a song was hidden may be answered after one that began later.
    if (before !== undefined && before.hiddenRevision >= hiddenRevision) return before;
    const kept: Kept<Count> = {
      hiddenRevision,
      count: new Renewed(() => this.made(days, kept, this.end.signal), RENEW_AFTER_MS, this.now),
      begun: -Infinity,
      isMaking: false,
      newest: before?.newest ?? null,
    };
    this.kept.set(days, kept);
    return kept;
  }

  /** The same each time, while neither changes. */
  private shownOf(days: number, of: Count, hidden: HiddenSet): Count {
    const known = this.shown.get(days);
    if (known?.of === of && known.hidden === hidden) return known.count;
    const count = hidden.songIds.size === 0 ? of : this.without(of, hidden.songIds);
    this.shown.set(days, { hidden, of, count });
    return count;
  }

  private async made(days: number, kept: Kept<Count>, signal?: AbortSignal): Promise<Count> {
    const at = this.now();
    Object.assign(kept, { begun: at, isMaking: true });
    try {
      const count = await this.make(days, signal);
      if (at >= (kept.newest?.at ?? at)) kept.newest = { at, count };
      return count;
    } catch (error) {
      if (signal?.aborted === false)
        this.logger.warn(`Songs of ${days} days could not be counted; it is tried again: ${String(error)}`);
      throw error;
    } finally {
      kept.isMaking = false;
    }
  }
}
