import { allocate, release } from './blocks';

/** An id and its number, side by side. */
const ENTRY_BITS: u32 = 4;
const DIGIT_BITS: u64 = 11;
const DIGITS: usize = 1 << 11;

/** Ids with their numbers, to be sorted: rows in the order of a key make its index in half the time. */
@unmanaged
export class SortedIds {
  entries: usize;
  bits: u32;
  count: u32;

  /** Forgets what was sorted, together with all blocks. */
  clear(): void {
    this.entries = 0;
    this.count = 0;
  }

  /** Room for `most` ids; that of the last ones is given back. */
  start(most: u32): void {
    if (this.entries != 0) release(this.entries, this.bits);
    this.count = 0;
    this.bits = ENTRY_BITS + bitsFor(most);
    this.entries = allocate(this.bits);
  }

  @inline
  add(number: u32, id: i64): void {
    const at = this.entries + (<usize>this.count << ENTRY_BITS);
    store<i64>(at, id);
    store<u32>(at, number, 8);
    this.count++;
  }

  /** The number of the id at this place of the order. */
  @inline
  numberAt(place: u32): u32 {
    return load<u32>(this.entries + (<usize>place << ENTRY_BITS), 8);
  }

  /** By digits of 11 bits, the lowest first: three passes for ids of nine decimal digits. */
  sort(): void {
    const end = this.entries + (<usize>this.count << ENTRY_BITS);
    let all: u64 = 0;
    for (let at = this.entries; at < end; at += 16) all |= load<u64>(at);
    const counts = allocate(13);
    let to = allocate(this.bits);
    for (let shift: u64 = 0; shift < 64 && all >> shift != 0; shift += DIGIT_BITS) {
      distribute(this.entries, to, this.count, shift, counts);
      const from = this.entries;
      this.entries = to;
      to = from;
    }
    release(to, this.bits);
    release(counts, 13);
  }
}

function distribute(from: usize, to: usize, count: u32, shift: u64, counts: usize): void {
  memory.fill(counts, 0, DIGITS << 2);
  const end = from + (<usize>count << ENTRY_BITS);
  for (let at = from; at < end; at += 16) {
    const counter = counts + digitOf(at, shift);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  let place = <u32>to;
  for (let counter = counts; counter < counts + (DIGITS << 2); counter += 4) {
    const next = place + (load<u32>(counter) << ENTRY_BITS);
    store<u32>(counter, place);
    place = next;
  }
  for (let at = from; at < end; at += 16) {
    const counter = counts + digitOf(at, shift);
    const target = <usize>load<u32>(counter);
    v128.store(target, v128.load(at));
    store<u32>(counter, <u32>target + 16);
  }
}

// @ts-ignore: decorator
@inline
function digitOf(at: usize, shift: u64): usize {
  return <usize>((load<u64>(at) >> shift) & (DIGITS - 1)) << 2;
}

function bitsFor(count: u32): u32 {
  return count < 2 ? 0 : 32 - <u32>clz<u32>(count - 1);
}
