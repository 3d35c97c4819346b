import { allocate } from './blocks';

/** Pairs of texts: how many bytes each has, in 7 bits a byte, the lowest first, then both texts. */
const MOST_COUNT_BYTES: usize = 10;
const CHUNK_BITS: u32 = 18;

/** Where the next pair begins, and the chunk ends. */
let next: usize = 0;
let end: usize = 0;

/** The pair that was opened last. */
export let firstBytes: usize = 0;
export let secondBytes: usize = 0;
export let firstText: usize = 0;

export function startTexts(): void {
  next = 0;
  end = 0;
}

/** Bytes that `copyBytes` may overwrite behind its end. */
export const OVERRUN: usize = 16;

/**
 * Copies forwards, 16 bytes at a time. The engine's own instruction costs a call, which is more than the few
 * dozen bytes of a title.
 */
// @ts-ignore: decorator
@inline
export function copyBytes(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Stores a copy of both texts; answers where. */
export function keep(first: usize, bytesOfFirst: usize, second: usize, bytesOfSecond: usize): usize {
  const most = MOST_COUNT_BYTES + bytesOfFirst + bytesOfSecond + OVERRUN;
  if (next + most > end) startChunk(most);
  const at = next;
  const text = putCount(putCount(at, bytesOfFirst), bytesOfSecond);
  copyBytes(text, first, bytesOfFirst);
  copyBytes(text + bytesOfFirst, second, bytesOfSecond);
  next = text + bytesOfFirst + bytesOfSecond;
  return at;
}

function putCount(at: usize, count: usize): usize {
  for (; count > 127; count >>= 7) store<u8>(at++, <u8>(count | 128));
  store<u8>(at, <u8>count);
  return at + 1;
}

function startChunk(least: usize): void {
  const bits = max(CHUNK_BITS, 32 - <u32>clz<u32>(<u32>least));
  next = allocate(bits);
  end = next + (<usize>1 << bits);
}

/** Finds the texts of the pair at `at`. */
export function openTexts(at: usize): void {
  firstText = at;
  firstBytes = takeCount();
  secondBytes = takeCount();
}

/** The count at `firstText`, which moves behind it. */
function takeCount(): usize {
  let count: usize = 0;
  let byte: usize;
  let shift: usize = 0;
  do {
    byte = <usize>load<u8>(firstText++);
    count |= (byte & 127) << shift;
    shift += 7;
  } while (byte > 127);
  return count;
}

/** The pair at `at` is this one. */
export function holds(at: usize, first: usize, bytesOfFirst: usize, second: usize, bytesOfSecond: usize): bool {
  openTexts(at);
  return (
    firstBytes == bytesOfFirst &&
    secondBytes == bytesOfSecond &&
    memory.compare(firstText, first, bytesOfFirst) == 0 &&
    memory.compare(firstText + bytesOfFirst, second, bytesOfSecond) == 0
  );
}
