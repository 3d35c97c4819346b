import { free } from './freed-memory.js';

const FIRST_CAPACITY = 1 << 12;
/** Beyond this share of the places, probing gets long. */
const FULLEST = 0.6;
/** Both numbers of a pair must be below: together they are exact in a double. */
const MOST = 2 ** 26;

/** A set of pairs of small whole numbers in 8 bytes a place, by open addressing. */
export class PairSet {
  private keys = new Float64Array(FIRST_CAPACITY);
  private size = 0;

  /**
   * True when the pair was not there yet.
   * @throws RangeError for numbers from 2^26 on
   */
  add(a: number, b: number): boolean {
    if (a >= MOST || b >= MOST) throw new RangeError('the numbers of a pair must be below 2^26');
    // 0 marks a free place.
    if (!this.insert(a * MOST + b + 1)) return false;
    if (++this.size > FULLEST * this.keys.length) this.grow();
    return true;
  }

  /** Gives its memory back; nothing can be added afterwards. */
  release(): void {
    free(this.keys);
  }

  private insert(key: number): boolean {
    const { keys } = this;
    const mask = keys.length - 1;
    for (let at = placeOf(key) & mask; ; at = (at + 1) & mask) {
      if (keys[at] === key) return false;
      if (keys[at] === 0) {
        keys[at] = key;
        return true;
      }
    }
  }

  private grow(): void {
    const old = this.keys;
    this.keys = new Float64Array(2 * old.length);
    for (const key of old) if (key !== 0) this.insert(key);
    free(old);
  }
}

/** Mixes both halves of the key (multipliers of MurmurHash3's 32-bit finaliser). */
function placeOf(key: number): number {
  let hash = Math.imul(key | 0, 0x85ebca6b) ^ Math.imul((key / 0x1_0000_0000) | 0, 0xc2b2ae35);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
