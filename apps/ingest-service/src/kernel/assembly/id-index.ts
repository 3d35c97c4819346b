import { allocate, release } from './blocks';

/** Numbers ids in the order in which they first come, from 0 on; each has a record in chunks of 1 MiB that never move. */
export const CHUNK_BITS: u32 = 20;
const FIRST_BITS: u32 = 12;

/** Open addressing: 32 bits of the id's hash and its number, plus one, in 8 bytes. At most three quarters of the places are taken. */
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
    this.table = allocate(FIRST_BITS + 3);
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
    const hash = <u32>((<u64>id * 0x9e3779b97f4a7c15) >> 32);
    const mask = (1 << this.bits) - 1;
    let place = hash >> (32 - this.bits);
    while (true) {
      const entry = load<u64>(this.table + (<usize>place << 3));
      if (entry == 0) return this.add(id, hash, place);
      if (<u32>(entry >> 32) == hash) {
        const number = <u32>entry - 1;
        if (load<i64>(this.record(number)) == id) return number;
      }
      place = (place + 1) & mask;
    }
  }

  /** No id can be looked up afterwards; the records stay. */
  releaseTable(): void {
    release(this.table, this.bits + 3);
  }

  private add(id: i64, hash: u32, place: u32): u32 {
    const number = this.size++;
    store<u64>(this.table + (<usize>place << 3), (<u64>hash << 32) | <u64>(number + 1));
    const inChunk = CHUNK_BITS - this.recordBits;
    if ((number & ((1 << inChunk) - 1)) == 0) {
      const chunk = number >> inChunk;
      if (chunk >= 4096) unreachable();
      store<u32>(this.chunks + (<usize>chunk << 2), <u32>allocate(CHUNK_BITS));
    }
    store<i64>(this.record(number), id);
    return number;
  }

  private grow(): void {
    const old = this.table;
    const oldBits = this.bits;
    this.bits++;
    this.table = allocate(this.bits + 3);
    const mask = (1 << this.bits) - 1;
    for (let at = old, end = old + (<usize>8 << oldBits); at < end; at += 8) {
      const entry = load<u64>(at);
      if (entry == 0) continue;
      let place = <u32>(entry >> 32) >> (32 - this.bits);
      while (load<u64>(this.table + (<usize>place << 3)) != 0) place = (place + 1) & mask;
      store<u64>(this.table + (<usize>place << 3), entry);
    }
    release(old, oldBits + 3);
  }
}
