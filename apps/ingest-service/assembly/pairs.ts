import { allocate, release } from './blocks';
import { PAIR_TABLES } from './places';

/**
 * The set of pairs of user and song, in 4 bytes a place. A pair has 46 bits: 14 choose one of 16,384 tables, the other 32 are
 * kept there. Many small tables instead of a large one: when one grows, only it is there twice.
 */
const NUMBER_BITS: u64 = 23;
/** Numbers of users and songs must be below. */
export const MOST_NUMBERS: u32 = 1 << 23;
const PAIR_MASK: u64 = (1 << 46) - 1;
const TABLE_BITS: u64 = 14;
const TABLES: usize = 1 << 14;
/** A table: its address; entries, bits of its size and whether it holds the key 0, which marks a free place. */
const DESCRIPTOR_BITS: usize = 3;
const FIRST_BITS: u32 = 4;

export function startPairs(): void {
  memory.fill(PAIR_TABLES, 0, TABLES << DESCRIPTOR_BITS);
}

/** True when the pair was not there yet. */
// @ts-ignore: decorator
@inline
export function addPair(user: u32, song: u32): bool {
  // One to one: an odd factor, and a shift that can be undone.
  let pair = (<u64>song << NUMBER_BITS) | <u64>user;
  pair = (pair * 0x9e3779b97f4b) & PAIR_MASK;
  pair ^= pair >> 23;
  pair = (pair * 0x2545f4914f6d) & PAIR_MASK;
  const descriptor = PAIR_TABLES + ((<usize>pair & (TABLES - 1)) << DESCRIPTOR_BITS);
  return addKey(descriptor, <u32>(pair >> TABLE_BITS));
}

function addKey(descriptor: usize, key: u32): bool {
  const table = <usize>load<u32>(descriptor);
  const bits = <u32>load<u8>(descriptor, 6);
  if (table == 0) {
    store<u32>(descriptor, <u32>allocate(FIRST_BITS + 2));
    store<u8>(descriptor, <u8>FIRST_BITS, 6);
    return addKey(descriptor, key);
  }
  if (key == 0) {
    const isNew = load<u8>(descriptor, 7) == 0;
    store<u8>(descriptor, 1, 7);
    return isNew;
  }
  if (!insert(table, bits, key)) return false;
  const entries = <u32>load<u16>(descriptor, 4) + 1;
  store<u16>(descriptor, <u16>entries, 4);
  // Fuller than three quarters, probing gets long.
  if (entries * 4 > <u32>3 << bits) grow(descriptor, table, bits);
  return true;
}

// @ts-ignore: decorator
@inline
function insert(table: usize, bits: u32, key: u32): bool {
  const mask = (1 << bits) - 1;
  let place = (key * 0x9e3779b1) >> (32 - bits);
  while (true) {
    const at = table + (<usize>place << 2);
    const there = load<u32>(at);
    if (there == key) return false;
    if (there == 0) {
      store<u32>(at, key);
      return true;
    }
    place = (place + 1) & mask;
  }
}

function grow(descriptor: usize, table: usize, bits: u32): void {
  const larger = allocate(bits + 3);
  for (let at = table, end = table + (<usize>4 << bits); at < end; at += 4) {
    const key = load<u32>(at);
    if (key != 0) insert(larger, bits + 1, key);
  }
  release(table, bits + 2);
  store<u32>(descriptor, <u32>larger);
  store<u8>(descriptor, <u8>(bits + 1), 6);
}
