import { free } from './freed-memory.js';

const FIRST_BYTES = 64 * 1024;
/** Less than twice, since the old and the new buffer are there together. */
const GROWTH = 1.5;
/** UTF-8 takes at most three bytes for each unit of a text. */
const MOST_BYTES_A_UNIT = 3;

/** Texts kept as UTF-8 in one growing buffer: hundreds of thousands of them would keep the garbage collector busy. */
export class TextArena {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Where the next text begins, and the last one ends. */
  end = 0;

  /** Adds a text from `end` on. */
  add(text: string): void {
    this.makeRoom(MOST_BYTES_A_UNIT * text.length);
    this.end += this.bytes.write(text, this.end);
  }

  /** Adds a text that is UTF-8 already. */
  addBytes(source: Uint8Array, start: number, end: number): void {
    this.makeRoom(end - start);
    // A call for each of the few dozen bytes of a title costs more than the bytes.
    for (let at = start; at < end; at++) this.bytes[this.end++] = source[at]!;
  }

  addByte(byte: number): void {
    this.makeRoom(1);
    this.bytes[this.end++] = byte;
  }

  /** Gives its memory back. */
  release(): void {
    free(this.bytes);
  }

  private makeRoom(bytes: number): void {
    const most = this.end + bytes;
    if (most <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(Math.ceil(GROWTH * this.bytes.length), most));
    this.bytes.copy(grown, 0, 0, this.end);
    free(this.bytes);
    this.bytes = grown;
  }
}
