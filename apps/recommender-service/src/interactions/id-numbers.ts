/** Slots for each id that can be held before there are twice as many. */
const SLOTS_PER_ID = 2;

/**
 * Numbers ids from 0 in the order in which they come. A table of its own: a Map of millions of numbers takes
 * two to eight times as long.
 */
export class IdNumbers {
  private ids = new Float64Array(1024);
  /** Numbers by the hashes of their ids; -1: free. */
  private slots = new Int32Array(SLOTS_PER_ID * this.ids.length).fill(-1);
  /** Those that no number holds exactly; in `ids` they leave gaps. */
  private readonly large = new Map<bigint, number>();
  private size = 0;

  /** @param id a bigint only where a number could not be exact */
  of(id: number | bigint): number {
    if (typeof id === 'bigint') return this.ofLarge(id);
    const { ids, slots } = this;
    const mask = slots.length - 1;
    let at = hash(id) & mask;
    for (let known = slots[at]!; known !== -1; known = slots[at]!) {
      if (ids[known] === id) return known;
      at = (at + 1) & mask;
    }
    slots[at] = this.size;
    return this.append(id);
  }

  /** By number. */
  all(): BigInt64Array {
    const all = BigInt64Array.from(this.ids.subarray(0, this.size), (id) =>
      Number.isNaN(id) ? 0n : BigInt(id),
    );
    for (const [id, number] of this.large) all[number] = id;
    return all;
  }

  private ofLarge(id: bigint): number {
    const known = this.large.get(id);
    if (known !== undefined) return known;
    this.large.set(id, this.size);
    return this.append(NaN);
  }

  private append(id: number): number {
    this.ids[this.size++] = id;
    if (this.size === this.ids.length) this.grow();
    return this.size - 1;
  }

  private grow(): void {
    const ids = new Float64Array(2 * this.ids.length);
    ids.set(this.ids);
    const slots = new Int32Array(SLOTS_PER_ID * ids.length).fill(-1);
    for (let number = 0; number < this.size; number++) {
      if (Number.isNaN(ids[number])) continue;
      let at = hash(ids[number]!) & (slots.length - 1);
      while (slots[at] !== -1) at = (at + 1) & (slots.length - 1);
      slots[at] = number;
    }
    this.ids = ids;
    this.slots = slots;
  }
}

/** Of a whole number of up to 53 bits. */
function hash(id: number): number {
  const mixed = Math.imul(id ^ Math.imul(Math.floor(id / 2 ** 32), 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
