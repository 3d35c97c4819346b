const DAY_SECONDS = 86_400;

/** The events of one archive before they are written: user, song and second of the day. 16 bytes each. */
export class EventList {
  user = new Uint32Array(4096);
  song = new Uint32Array(4096);
  second = new Uint32Array(4096);
  length = 0;
  private order = new Uint32Array(4096);
  private readonly buckets = new Uint32Array(DAY_SECONDS + 1);

  clear(): void {
    this.length = 0;
  }

  add(user: number, song: number, second: number): void {
    if (this.length === this.user.length) this.grow();
    this.user[this.length] = user;
    this.song[this.length] = song;
    this.second[this.length++] = second % DAY_SECONDS;
  }

  /** Positions in order of time; events of the same second keep the order in which they were added. */
  byTime(): Uint32Array {
    const { buckets, second, length } = this;
    if (this.order.length < length) this.order = new Uint32Array(this.user.length);
    buckets.fill(0);
    for (let i = 0; i < length; i++) buckets[second[i]! + 1]!++;
    for (let s = 0; s < DAY_SECONDS; s++) buckets[s + 1]! += buckets[s]!;
    for (let i = 0; i < length; i++) this.order[buckets[second[i]!]!++] = i;
    return this.order.subarray(0, length);
  }

  private grow(): void {
    const larger = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(Math.ceil(old.length * 1.25));
      next.set(old);
      return next;
    };
    this.user = larger(this.user);
    this.song = larger(this.song);
    this.second = larger(this.second);
  }
}
