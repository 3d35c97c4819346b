import type { EncodedStrings } from './encoded-strings.js';

// Bound once: a look-up of a global in every call costs more than the call where tests run in a sandbox.
const { floor } = Math;

const LF = 10;
const MINUS = 45;
const ZERO = 48;
/** Longest line that may be written, with room to spare: titles are below 200 bytes. */
const LONGEST_LINE = 4096;

/** A block of bytes that lines are written into and that is handed on whenever it is full. */
export class LineBuffer {
  private readonly block: Buffer;
  private at = 0;

  /** @param drain receives the full block; it must have finished with it when it returns */
  constructor(
    private readonly drain: (bytes: Buffer) => void,
    size = 1 << 20,
  ) {
    this.block = Buffer.allocUnsafe(size + LONGEST_LINE);
  }

  byte(value: number): void {
    this.block[this.at++] = value;
  }

  /** Writes a whole number, negative or not, of up to 15 digits. */
  number(value: number): void {
    if (value < 0) {
      this.byte(MINUS);
      value = -value;
    }
    const block = this.block;
    let end = this.at + 1;
    for (let x = value; x >= 10; x = floor(x / 10)) end++;
    let p = end - 1;
    while (value > 0xffffffff) {
      const rest = floor(value / 10);
      block[p--] = ZERO + (value - rest * 10);
      value = rest;
    }
    let small = value >>> 0;
    while (p >= this.at) {
      const rest = (small / 10) >>> 0;
      block[p--] = ZERO + (small - rest * 10);
      small = rest;
    }
    this.at = end;
  }

  twoDigits(value: number): void {
    this.byte(ZERO + floor(value / 10));
    this.byte(ZERO + (value % 10));
  }

  text(value: string): void {
    this.at += this.block.write(value, this.at, 'utf8');
  }

  encoded(strings: EncodedStrings, index: number): void {
    const { block } = this;
    const source = strings.bytes;
    const from = strings.starts[index]!;
    const to = strings.starts[index + 1]!;
    let at = this.at;
    // Titles are short: a plain loop is faster than a call of copy() below about 60 bytes.
    for (let i = from; i < to; i++) block[at++] = source[i]!;
    this.at = at;
  }

  endLine(): void {
    this.byte(LF);
    if (this.at >= this.block.length - LONGEST_LINE) this.flush();
  }

  flush(): void {
    if (this.at > 0) this.drain(this.block.subarray(0, this.at));
    this.at = 0;
  }
}
