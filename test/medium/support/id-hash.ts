import type { Id } from '../../../apps/ingest-service/src/formats/whole-number.js';

const TWO_TO_32 = 2 ** 32;
const SEED = (0x9e3779b9 + 4 + 3923095) | 0;

/** PostgreSQL's `hashint8` of an id from 0 to 2^63 - 1, written a second time: what sketches must agree with. */
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
