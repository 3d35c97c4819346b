import { allocate } from './blocks';

/** Hashes of erased users, each at the place of its lower bits or behind it; 0 is a free place. */
let slots: usize = 0;
let lastSlot: u64 = 0;
let key0: u64 = 0;
let key1: u64 = 0;

/** No user is erased until there is room for some. */
export function startErased(): void {
  slots = 0;
}

/** Room for 2^bits hashes, which the caller writes before the first line is read. */
export function roomForErased(bits: u32, newKey0: u64, newKey1: u64): usize {
  slots = allocate(bits + 3);
  lastSlot = (<u64>1 << <u64>bits) - 1;
  key0 = newKey0;
  key1 = newKey1;
  return slots;
}

// @ts-ignore: decorator
@inline
export function isErased(userId: i64): bool {
  return slots != 0 && isAmong(sipHash(<u64>userId));
}

function isAmong(hash: u64): bool {
  const wanted = hash == 0 ? <u64>1 : hash;
  let at = wanted & lastSlot;
  let found = load<u64>(slots + (<usize>at << 3));
  while (found != 0 && found != wanted) {
    at = (at + 1) & lastSlot;
    found = load<u64>(slots + (<usize>at << 3));
  }
  return found == wanted;
}

let v0: u64 = 0;
let v1: u64 = 0;
let v2: u64 = 0;
let v3: u64 = 0;

/** SipHash-2-4 of one number; the other one is `sip-hash.ts`. */
function sipHash(message: u64): u64 {
  v0 = key0 ^ 0x736f6d6570736575;
  v1 = key1 ^ 0x646f72616e646f6d;
  v2 = key0 ^ 0x6c7967656e657261;
  v3 = key1 ^ 0x7465646279746573;
  v3 ^= message;
  round();
  round();
  v0 ^= message;
  const last: u64 = <u64>8 << 56;
  v3 ^= last;
  round();
  round();
  v0 ^= last;
  v2 ^= 0xff;
  round();
  round();
  round();
  round();
  return v0 ^ v1 ^ v2 ^ v3;
}

// @ts-ignore: decorator
@inline
function round(): void {
  v0 += v1;
  v1 = rotl<u64>(v1, 13) ^ v0;
  v0 = rotl<u64>(v0, 32);
  v2 += v3;
  v3 = rotl<u64>(v3, 16) ^ v2;
  v0 += v3;
  v3 = rotl<u64>(v3, 21) ^ v0;
  v2 += v1;
  v1 = rotl<u64>(v1, 17) ^ v2;
  v2 = rotl<u64>(v2, 32);
}
