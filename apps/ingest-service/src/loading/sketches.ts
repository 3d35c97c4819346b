import { free, grown } from './freed-memory.js';

/**
 * Bits of a sketch of a user's day: one for each of so many values of a hash of what was heard. Sketches of several days are joined by OR,
 * and the number of bits that are set tells how many different things there were (linear counting, Whang, Vander-Zanden and Taylor 1990).
 */
export const SKETCH_BITS = 256;
export const SKETCH_BYTES = SKETCH_BITS / 8;

/** Sketches side by side, one a user, as PostgreSQL writes `bit(256)`: the first bit is the highest of the first byte. */
export class Sketches {
  private bytes = new Uint8Array(SKETCH_BYTES * 1024);

  /** @param hash of which the low 8 bits count */
  add(user: number, hash: number): void {
    if ((user + 1) * SKETCH_BYTES > this.bytes.length) this.grow(user);
    const bit = hash & (SKETCH_BITS - 1);
    this.bytes[user * SKETCH_BYTES + (bit >> 3)]! |= 0x80 >> (bit & 7);
  }

  /** Joins what is known of the user with a further sketch. */
  join(user: number, sketch: Uint8Array | null): void {
    if (sketch === null) return;
    if ((user + 1) * SKETCH_BYTES > this.bytes.length) this.grow(user);
    for (let byte = 0; byte < SKETCH_BYTES; byte++) this.bytes[user * SKETCH_BYTES + byte]! |= sketch[byte]!;
  }

  /** Null for a user of whom nothing was added. */
  of(user: number): Uint8Array | null {
    const sketch = this.bytes.subarray(user * SKETCH_BYTES, (user + 1) * SKETCH_BYTES);
    return sketch.some((byte) => byte !== 0) ? sketch : null;
  }

  /** Gives its memory back. */
  release(): void {
    free(this.bytes);
  }

  private grow(user: number): void {
    this.bytes = grown(this.bytes, 2 * Math.max(this.bytes.length, user * SKETCH_BYTES));
  }
}
