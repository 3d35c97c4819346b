import { allocate } from './blocks';
import { copyBytes, OVERRUN } from './copy-bytes';

/** Pairs of texts: two lengths of 4 bytes, then both, one behind the other. */
const HEADER: usize = 8;
const CHUNK_BITS: u32 = 18;

/** Where the next pair begins, and the chunk ends. */
let next: usize = 0;
let end: usize = 0;

export function startTexts(): void {
  next = 0;
  end = 0;
}

/** Keeps a copy of both texts; answers where. */
export function keep(first: usize, firstBytes: usize, second: usize, secondBytes: usize): usize {
  const bytes = HEADER + firstBytes + secondBytes;
  if (next + bytes + OVERRUN > end) startChunk(bytes + OVERRUN);
  const at = next;
  store<u32>(at, <u32>firstBytes);
  store<u32>(at, <u32>secondBytes, 4);
  copyBytes(at + HEADER, first, firstBytes);
  copyBytes(at + HEADER + firstBytes, second, secondBytes);
  next += bytes;
  return at;
}

function startChunk(least: usize): void {
  const bits = max(CHUNK_BITS, 32 - <u32>clz<u32>(<u32>least));
  next = allocate(bits);
  end = next + (<usize>1 << bits);
}

/** The pair at `at` is this one. */
export function holds(at: usize, first: usize, firstBytes: usize, second: usize, secondBytes: usize): bool {
  return (
    firstBytesOf(at) == firstBytes &&
    secondBytesOf(at) == secondBytes &&
    memory.compare(textOf(at), first, firstBytes) == 0 &&
    memory.compare(textOf(at) + firstBytes, second, secondBytes) == 0
  );
}

export function firstBytesOf(at: usize): usize {
  return <usize>load<u32>(at);
}

export function secondBytesOf(at: usize): usize {
  return <usize>load<u32>(at, 4);
}

export function textOf(at: usize): usize {
  return at + HEADER;
}
