/**
 * A pair takes 24 bytes side by side, so that an event touches one line of a cache: the sum of its millionths, that
 * of the early ones (NaN: none), the user with a bit for "recent", and the song plus 1 (0: free).
 */
const FLOATS = 3;
const INTS = 6;
const USER = 4;
const SONG = 5;
const RECENT = 1 << 31;

/** Events that are summed together, while the pairs of a bucket are in the caches. */
const EVENTS_TOGETHER = 16_384;
const COLUMNS = 4;

/** Which of the days read are early ones, by how many days they lie before the last of them. */
export interface EarlyDays {
  /** Of the day of the cut. */
  cut: number;
  /** Of the first day whose listeners are recent. */
  recentFrom: number;
}

/** Sums the events of some users: few enough pairs that a cache holds most of them. */
export class PairBucket {
  size = 0;
  private floats = new Float64Array(FLOATS * 1024);
  private ints = new Int32Array(this.floats.buffer);
  private readonly events = new Int32Array(COLUMNS * EVENTS_TOGETHER);
  private waiting = 0;

  /** @param recent users who heard a song on recent days, by song: counted here */
  constructor(
    private readonly early: EarlyDays,
    private readonly recent: Uint32Array,
  ) {}

  /** @param day twice the age in days, with a bit for heard or downloaded */
  add(user: number, song: number, millionths: number, day: number): void {
    const { events, waiting } = this;
    events[waiting] = user;
    events[waiting + 1] = song;
    events[waiting + 2] = millionths;
    events[waiting + 3] = day;
    this.waiting = waiting + COLUMNS;
    if (this.waiting === events.length) this.sumWaiting();
  }

  sumWaiting(): void {
    const { events, waiting } = this;
    for (let n = 0; n < waiting; n += COLUMNS)
      this.sum(events[n]!, events[n + 1]!, events[n + 2]!, events[n + 3]!);
    this.waiting = 0;
  }

  /** All pairs. The early sum is NaN where there is none. */
  visit(onPair: (user: number, song: number, millionths: number, early: number) => void): void {
    const { ints, floats } = this;
    for (let at = 0; FLOATS * at < floats.length; at++) {
      const song = ints[INTS * at + SONG]! - 1;
      if (song === -1) continue;
      onPair(ints[INTS * at + USER]! & ~RECENT, song, floats[FLOATS * at]!, floats[FLOATS * at + 1]!);
    }
  }

  private sum(user: number, song: number, millionths: number, day: number): void {
    const at = this.place(user, song);
    const { floats, ints } = this;
    floats[FLOATS * at]! += millionths;
    const age = day >> 1;
    if (age < this.early.cut) return;
    const early = floats[FLOATS * at + 1]!;
    floats[FLOATS * at + 1] = Number.isNaN(early) ? millionths : early + millionths;
    if ((day & 1) === 0 || age > this.early.recentFrom || ints[INTS * at + USER]! < 0) return;
    ints[INTS * at + USER]! |= RECENT;
    this.recent[song]! += 1;
  }

  /** Where a pair is; it is made where it is not there. */
  private place(user: number, song: number): number {
    const { ints, floats } = this;
    const at = placeIn(ints, user, song);
    if (ints[INTS * at + SONG] !== 0) return at;
    if (4 * this.size >= floats.length) {
      this.grow();
      return this.place(user, song);
    }
    this.size++;
    ints[INTS * at + USER] = user;
    ints[INTS * at + SONG] = song + 1;
    floats[FLOATS * at + 1] = NaN;
    return at;
  }

  private grow(): void {
    const { ints: from, floats } = this;
    this.floats = new Float64Array(2 * floats.length);
    this.ints = new Int32Array(this.floats.buffer);
    for (let n = 0; n < from.length; n += INTS) {
      if (from[n + SONG] === 0) continue;
      const at = placeIn(this.ints, from[n + USER]! & ~RECENT, from[n + SONG]! - 1);
      this.ints.set(from.subarray(n, n + INTS), INTS * at);
    }
  }
}

/** Where a pair is, or would be. */
function placeIn(ints: Int32Array, user: number, song: number): number {
  const mask = ints.length / INTS - 1;
  const mixed = Math.imul(user ^ Math.imul(song, 0x85ebca6b), 0x9e3779b1);
  let at = (mixed ^ (mixed >>> 15)) & mask;
  for (let known = ints[INTS * at + SONG]!; known !== 0; known = ints[INTS * at + SONG]!) {
    if (known === song + 1 && (ints[INTS * at + USER]! & ~RECENT) === user) break;
    at = (at + 1) & mask;
  }
  return at;
}
