import { compiledFile } from '#common/threads';
import { COPY_HEADER, COPY_TRAILER } from '#common/copy';
import { readFileSync } from 'node:fs';
import type { ErasedUsers } from '../formats/erased-users.js';

const PAGE_BYTES = 65_536;
/** What is used before anything grows: 2 MiB. */
const FIRST_PAGES = 32;
/** 4 GiB, what 32-bit addresses reach. */
const MOST_PAGES = 65_536;
/** Bytes that can lie in the input: the longest line, and as much again as a chunk may have. */
const CARRIED_BYTES = 64 * 1024;
export const CHUNK_BYTES = 256 * 1024;
const TEXT_BYTES = 256 * 1024;
/** Rows are taken when they are as much; few have more than what fits with it into a buffer. */
const LARGE_BYTES = CHUNK_BYTES;
const LARGE_CAPACITY = CHUNK_BYTES + 64 * 1024;

/** A field that is not known, and a time that is not. */
export const NONE = -(2 ** 31);
export const NO_TIME = -(2n ** 63n);

/** The functions of `assembly/line-kernel.ts`; addresses are numbers, ids are bigints. */
interface KernelExports {
  INPUT: { value: number };
  ROWS: { value: number };
  STATUS: { value: number };
  TEXTS: { value: number };
  startDay(withUsers: boolean, archives: number): void;
  nameArchive(rank: number, bytes: number): void;
  roomForErased(bits: number, key0: bigint, key1: bigint): number;
  openArchive(kind: number, day: number, archiveId: number, rank: number): void;
  setKnownDay(address: number, day: number): void;
  setInput(end: number): void;
  read(line: number): number;
  /** Whether this archive's title of the song would be taken. */
  wantsTitle(songId: bigint): number;
  addOtherSong(
    userId: bigint,
    songId: bigint,
    songType: number,
    playSeconds: number,
    songSeconds: number,
    device: number,
    singerHash: number,
    titleBytes: number,
    singerBytes: number,
  ): void;
  addOtherSearch(userId: bigint, searchedAt: bigint, device: number, queryBytes: number): void;
  finishDay(): void;
  songCount(): number;
  sortSongs(blockBits: number, part: number): number;
  addSongs(place: number): number;
  sortUsers(): number;
  addUserDays(place: number, day: number): number;
}

/** Words of the status, in the order of `assembly/status.ts`. */
const ROW_BYTES = 0;
const EVENTS = 1;
const ERASED = 2;
const REPAIRED = 3;
const WORDS = 6;

let compiled: WebAssembly.Module | undefined;

/**
 * The WebAssembly kernel that reads plain lines of one day's archives, makes their rows and counts songs and
 * users, with a memory of its own: one thread, one day at a time. Its memory grows to what the largest day
 * needs and goes with the instance.
 */
export class LineKernel {
  readonly call: KernelExports;
  /** Bytes to be read; a view that stays valid, since shared memory does not move when it grows. */
  readonly input: Buffer;
  /** Texts that are handed over. */
  readonly texts: Buffer;
  private readonly memory: WebAssembly.Memory;
  private full: Buffer[] = [];
  private readonly spare: Buffer[] = [];
  private readonly status: Int32Array;
  private readonly rows: Uint8Array;

  /** @param mostPages of 64 KiB, what its memory may grow to */
  constructor(mostPages = MOST_PAGES) {
    this.memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: mostPages, shared: true });
    compiled ??= new WebAssembly.Module(
      readFileSync(compiledFile('../../line-kernel.wasm', import.meta.url)),
    );
    const { memory } = this;
    const instance = new WebAssembly.Instance(compiled, { env: { memory } });
    this.call = instance.exports as unknown as KernelExports;
    const { INPUT, ROWS, STATUS, TEXTS } = this.call;
    this.input = Buffer.from(memory.buffer, INPUT.value, CARRIED_BYTES + CHUNK_BYTES);
    this.texts = Buffer.from(memory.buffer, TEXTS.value, TEXT_BYTES);
    this.status = new Int32Array(memory.buffer, STATUS.value, WORDS);
    this.rows = new Uint8Array(memory.buffer, ROWS.value, FIRST_PAGES * PAGE_BYTES - ROWS.value);
  }

  /** What its memory has grown to. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Bytes of rows that wait to be taken. */
  get rowBytes(): number {
    return this.status[ROW_BYTES]!;
  }

  /** Begins a stream of rows in binary COPY format: those of one archive. */
  startRows(): void {
    this.dropRows();
    this.full = [COPY_HEADER];
  }

  /** Takes the rows out when there are many; call it after a few were added. @returns there were */
  makeRoom(): boolean {
    const isFull = this.rowBytes >= CHUNK_BYTES;
    if (isFull) this.full.push(this.takeRows());
    return isFull;
  }

  get hasFull(): boolean {
    return this.full.length > 0;
  }

  /** The buffers of the stream that are full; they are the caller's from now on. */
  takeFull(): Buffer[] {
    const taken = this.full;
    this.full = [];
    return taken;
  }

  /** The rest of the stream, with the end marker. */
  finishRows(): Buffer[] {
    return [...this.takeFull(), this.takeRows(), COPY_TRAILER];
  }

  /** The rows that wait, as a copy that is the caller's, and may be given back. */
  takeRows(): Buffer {
    const bytes = this.rowBytes;
    const isLarge = bytes >= LARGE_BYTES && bytes <= LARGE_CAPACITY;
    const whole = isLarge
      ? (this.spare.pop() ?? Buffer.allocUnsafeSlow(LARGE_CAPACITY))
      : Buffer.allocUnsafeSlow(bytes);
    const taken = whole.subarray(0, bytes);
    taken.set(this.rows.subarray(0, bytes));
    this.status[ROW_BYTES] = 0;
    return taken;
  }

  /**
   * A buffer of rows is filled again. With fresh buffers for 700 MiB of rows the garbage collector took a tenth of
   * the loader's time.
   */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === LARGE_CAPACITY) this.spare.push(Buffer.from(buffer));
  }

  dropRows(): void {
    this.status[ROW_BYTES] = 0;
  }

  /** Lines of these users are passed over and counted; call it when a day was started. */
  leaveOut({ key, slots }: ErasedUsers): void {
    const [key0, key1] = new BigUint64Array(key.slice().buffer);
    const address = this.call.roomForErased(31 - Math.clz32(slots.length), key0!, key1!);
    new BigUint64Array(this.memory.buffer, address, slots.length).set(slots);
  }

  /**
   * Events and lines of erased users since the last call, and repairs in the order of `PLAIN_RULES`; of plain
   * lines.
   */
  takeCounts(): { events: number; erased: number; repaired: number[] } {
    const { status } = this;
    const repaired = [...status.subarray(REPAIRED, WORDS)];
    const counts = { events: status[EVENTS]!, erased: status[ERASED]!, repaired };
    status.fill(0, EVENTS, WORDS);
    return counts;
  }
}
