const DAY_SECONDS = 86_400;
/** More than an archive has events. */
const POSITIONS = 2 ** 32;

/** The events of one archive before they are written: user, song and second of the day. */
export class EventList {
  user: number[] = [];
  song: number[] = [];
  second: number[] = [];

  get length(): number {
    return this.user.length;
  }

  clear(): void {
    this.user = [];
    this.song = [];
    this.second = [];
  }

  add(user: number, song: number, second: number): void {
    this.user.push(user);
    this.song.push(song);
    this.second.push(second % DAY_SECONDS);
  }

  /** Positions in order of time; events of the same second keep the order in which they were added. */
  byTime(): Uint32Array {
    const keys = Float64Array.from(this.second, (second, position) => second * POSITIONS + position).sort();
    return Uint32Array.from(keys, (key) => key % POSITIONS);
  }
}
