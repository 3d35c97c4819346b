import type { Id } from '../parsing/whole-number.js';

/**
 * Bits of `user_day.song_sketch`: one for each of so many values of a hash of the song. Sketches of several days are joined by OR, and
 * the number of bits that are set tells how many songs there were (linear counting, Whang, Vander-Zanden and Taylor 1990).
 */
export const SONG_SKETCH_BITS = 256;
const BYTES = SONG_SKETCH_BITS / 8;

/** Sketches side by side, one a user, as PostgreSQL writes `bit(256)`: the first bit is the highest of the first byte. */
export class SongSketches {
  private bytes = new Uint8Array(BYTES * 1024);

  add(user: number, song: Id): void {
    if ((user + 1) * BYTES > this.bytes.length) this.grow(user);
    const bit = hashOfId(song) & (SONG_SKETCH_BITS - 1);
    this.bytes[user * BYTES + (bit >> 3)]! |= 0x80 >> (bit & 7);
  }

  /** Joins what is known of the user with a further sketch. */
  join(user: number, sketch: Uint8Array | null): void {
    if (sketch === null) return;
    if ((user + 1) * BYTES > this.bytes.length) this.grow(user);
    for (let byte = 0; byte < BYTES; byte++) this.bytes[user * BYTES + byte]! |= sketch[byte]!;
  }

  /** Null for a user without a known song. */
  of(user: number): Uint8Array | null {
    const sketch = this.bytes.subarray(user * BYTES, (user + 1) * BYTES);
    return sketch.some((byte) => byte !== 0) ? sketch : null;
  }

  private grow(user: number): void {
    const grown = new Uint8Array(2 * Math.max(this.bytes.length, user * BYTES));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

const TWO_TO_32 = 2 ** 32;
const SEED = (0x9e3779b9 + 4 + 3923095) | 0;

/** PostgreSQL's `hashint8` of an id from 0 to 2^63 - 1, which hash indexes on disk depend on, so it stays what it is. */
export function hashOfId(id: Id): number {
  const halves =
    typeof id === 'number'
      ? (id | 0) ^ ((id / TWO_TO_32) | 0)
      : Number(BigInt.asIntN(32, id)) ^ Number(BigInt.asIntN(32, id >> 32n));
  // Bob Jenkins' final() of lookup3, 2006, as in hash_bytes_uint32.
  let a = (SEED + halves) | 0;
  let b = SEED;
  let c = SEED;
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  return ((c ^ b) - rotated(b, 24)) | 0;
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
