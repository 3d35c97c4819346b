import type { Id } from '../parsing/whole-number.js';
import { CopyRows } from './copy-rows.js';
import { free, grown } from './freed-memory.js';
import { IdIndex } from './id-index.js';
import { SKETCH_BYTES, Sketches } from './sketches.js';
import { COUNTS, DEVICES, PLAYS } from './user-day-tally.js';
import type { UserDayTally } from './user-day-tally.js';

const MOST_SECONDS = 2 ** 31 - 1;
const DEVICE_CODES = 4;

/**
 * The rollup of a day of which nothing was loaded before, from the tallies of its archives: the rows that `insertUserDaySql` makes of
 * the same events. Added up here, because grouping them in PostgreSQL took three times as long as writing the result.
 */
export class DayRollup {
  private readonly users = new IdIndex();
  private counts = new Float64Array(COUNTS * 1024);
  private readonly songs = new Sketches();
  private readonly singers = new Sketches();
  private readonly shared = new Set<Id>();

  /** Adds an archive of the day. */
  add(tally: UserDayTally): void {
    for (const [number, userId] of tally.userIds.entries()) {
      const user = this.users.of(userId);
      if ((user + 1) * COUNTS > this.counts.length) this.counts = grown(this.counts, 2 * this.counts.length);
      const from = number * COUNTS;
      const to = user * COUNTS;
      if (tally.counts[from + PLAYS]! > 0 && this.counts[to + PLAYS]! > 0) this.shared.add(userId);
      for (let count = 0; count < COUNTS; count++) this.counts[to + count]! += tally.counts[from + count]!;
      this.songs.join(user, tally.songs.of(number));
      this.singers.join(user, tally.singers.of(number));
    }
  }

  /**
   * Users with plays in several archives of the day: their distinct songs cannot be added up. In the original logs a part is a
   * cohort of users, so these are the anonymous pool and few others.
   */
  get sharedUsers(): string[] {
    return [...this.shared].map(String);
  }

  /** Rows of `copyUserDaySql`. @param day days since 2000-01-01 */
  *rows(day: number): Generator<Buffer> {
    const rows = new CopyRows();
    const { counts } = this;
    for (const [user, userId] of this.users.ids.entries()) {
      const at = user * COUNTS;
      const [plays, downloads, searches, seconds, fullPlays, completion, completed, songs] = counts.subarray(
        at,
        at + COUNTS,
      );
      rows.begin(13, 2 * SKETCH_BYTES);
      rows.int64(userId);
      rows.int32(day);
      rows.int16(this.deviceAt(at));
      rows.int32(plays!);
      rows.int32(downloads!);
      rows.int32(searches!);
      rows.int32(Math.min(seconds!, MOST_SECONDS));
      rows.int32(fullPlays!);
      rows.float32(completion! / 1e6);
      rows.int32(completed!);
      rows.int32(songs!);
      rows.bits(this.songs.of(user));
      rows.bits(this.singers.of(user));
      if (rows.hasFull) yield* rows.take();
    }
    yield* rows.finish();
  }

  release(): void {
    this.users.release();
    free(this.counts);
    this.songs.release();
    this.singers.release();
  }

  /** The device of most events, the lower code at a tie; 0 when no event names one. */
  private deviceAt(at: number): number {
    let device = 0;
    let most = 0;
    for (let code = 1; code <= DEVICE_CODES; code++) {
      const events = this.counts[at + DEVICES + code]!;
      if (events <= most) continue;
      most = events;
      device = code;
    }
    return device;
  }
}
