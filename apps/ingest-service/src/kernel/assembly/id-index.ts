import { allocate, release } from './blocks';

/** Numbers ids in the order of their first use, from 0 on; each has a record in chunks of 1 MiB. */
export const CHUNK_BITS: u32 = 20;
const FIRST_BITS: u32 = 12;

/** More cannot be numbered: a number takes three bytes, here and in lists of songs. */
const MOST_IDS: u32 = 0xffffff;

/**
 * Open addressing: 8 bits of the id's hash and its number, plus one, in 4 bytes. At most three quarters of
 * the places are taken. The ids themselves are in the records only.
 */
@unmanaged
export class IdIndex {
  table: usize;
  bits: u32;
  size: u32;
  chunks: usize;
  recordBits: u32;

  /** Records of 2^recordBits bytes, which begin with the id; `chunks` has room for their addresses. */
  start(chunks: usize, recordBits: u32): void {
    this.chunks = chunks;
    this.recordBits = recordBits;
    this.size = 0;
    this.bits = FIRST_BITS;
    this.table = allocate(FIRST_BITS + 2);
  }

  /** Call it before ids are looked up: none of them makes the table grow then. */
  makeRoom(ids: u32): void {
    while (<u64>(this.size + ids) * 4 > <u64>3 << <u64>this.bits) this.grow();
  }

  @inline
  record(number: u32): usize {
    const inChunk = CHUNK_BITS - this.recordBits;
    const chunk = <usize>load<u32>(this.chunks + ((<usize>number >> inChunk) << 2));
    return chunk + ((<usize>number & ((1 << inChunk) - 1)) << this.recordBits);
  }

  /** The id's number; one that equals the size before is new, and its record zero but for the id. */
  @inline
  of(id: i64): u32 {
    const hash = hashOf(id);
    const mask = (1 << this.bits) - 1;
    let place = hash >> (32 - this.bits);
    while (true) {
      const entry = load<u32>(this.table + (<usize>place << 2));
      if (entry == 0) return this.add(id, hash, place);
      if (entry >> 24 == (hash & 0xff)) {
        const number = (entry & 0xffffff) - 1;
        if (load<i64>(this.record(number)) == id) return number;
      }
      place = (place + 1) & mask;
    }
  }

  /** No id can be looked up afterwards; the records stay. */
  releaseTable(): void {
    release(this.table, this.bits + 2);
  }

  private add(id: i64, hash: u32, place: u32): u32 {
    const number = this.size++;
    if (number >= MOST_IDS) unreachable();
    this.put(number, hash, place);
    const inChunk = CHUNK_BITS - this.recordBits;
    if ((number & ((1 << inChunk) - 1)) == 0) {
      store<u32>(this.chunks + (<usize>(number >> inChunk) << 2), <u32>allocate(CHUNK_BITS));
    }
    store<i64>(this.record(number), id);
    return number;
  }

  @inline
  private put(number: u32, hash: u32, place: u32): void {
    store<u32>(this.table + (<usize>place << 2), (hash << 24) | (number + 1));
  }

  private grow(): void {
    release(this.table, this.bits + 2);
    this.bits++;
    this.table = allocate(this.bits + 2);
    const mask = (1 << this.bits) - 1;
    for (let number: u32 = 0; number < this.size; number++) {
      const hash = hashOf(load<i64>(this.record(number)));
      let place = hash >> (32 - this.bits);
      while (load<u32>(this.table + (<usize>place << 2)) != 0) place = (place + 1) & mask;
      this.put(number, hash, place);
    }
  }
}

// @ts-ignore: decorator
@inline
function hashOf(id: i64): u32 {
  return <u32>((<u64>id * 0x9e3779b97f4a7c15) >> 32);
}
