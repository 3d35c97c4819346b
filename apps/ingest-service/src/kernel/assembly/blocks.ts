import { FREE_BLOCKS, HEAP } from './places';

const PAGE_BITS: usize = 16;
/** Grow by a MiB at least. */
const LEAST_PAGES: i32 = 16;
/** Smaller blocks are cut from one of this size. */
const CUT_BITS: u32 = 16;

/** The first byte that was never handed out since `releaseAll`. */
let top: usize = HEAP;
/** Memory from here on was never used: it is zero. */
let untouched: usize = HEAP;

/** A block of 2^bits zero bytes (bits at least 4). Traps when 4 GiB are not enough. */
export function allocate(bits: u32): usize {
  const bytes: usize = 1 << bits;
  let free = takeFree(bits);
  if (free == 0 && bits < CUT_BITS) {
    release(allocate(CUT_BITS), CUT_BITS);
    free = takeFree(bits);
  }
  if (free != 0) {
    memory.fill(free, 0, bytes);
    return free;
  }
  const block = (top + 63) & ~63;
  const end = block + bytes;
  if (end < block) unreachable();
  makeRoom(end);
  if (block < untouched) memory.fill(block, 0, min(end, untouched) - block);
  top = end;
  untouched = max(untouched, end);
  return block;
}

/** A free block of this size, or a part of the smallest larger one, which tables leave that grow. */
function takeFree(bits: u32): usize {
  let found = bits;
  while (found < 32 && load<u32>(FREE_BLOCKS + (<usize>found << 2)) == 0) found++;
  if (found == 32) return 0;
  const list = FREE_BLOCKS + (<usize>found << 2);
  const block = <usize>load<u32>(list);
  store<u32>(list, load<u32>(block));
  while (found > bits) {
    found--;
    release(block + (<usize>1 << found), found);
  }
  return block;
}

/** Keeps the block for others. */
export function release(block: usize, bits: u32): void {
  const list = FREE_BLOCKS + (<usize>bits << 2);
  store<u32>(block, load<u32>(list));
  store<u32>(list, <u32>block);
}

/** All blocks are free again; the memory itself stays. */
export function releaseAll(): void {
  top = HEAP;
  memory.fill(FREE_BLOCKS, 0, 32 << 2);
}

function makeRoom(end: usize): void {
  const pages = <i32>((end + 0xffff) >> PAGE_BITS) - memory.size();
  if (pages <= 0) return;
  if (memory.grow(max(pages, LEAST_PAGES)) >= 0) return;
  if (memory.grow(pages) < 0) unreachable();
}
