/** Many strings as UTF-8 in one block of memory, to be copied into lines millions of times. */
export class EncodedStrings {
  bytes: Buffer;
  /** Offsets into `bytes`: string i is at starts[i] .. starts[i + 1] - 1. */
  readonly starts: Uint32Array;
  private count = 0;

  /** @param expectedLength bytes a string, on average; more is possible at the price of a copy */
  constructor(size: number, expectedLength: number) {
    this.bytes = Buffer.allocUnsafe(size * expectedLength + 1024);
    this.starts = new Uint32Array(size + 1);
  }

  /** Appends the next string, at most 512 bytes long. */
  push(text: string): void {
    const at = this.starts[this.count]!;
    if (at + 512 > this.bytes.length) {
      this.bytes = Buffer.concat([this.bytes], Math.ceil(this.bytes.length * 1.25) + 1024);
    }
    this.starts[++this.count] = at + this.bytes.write(text, at, 'utf8');
  }

  text(index: number): string {
    return this.bytes.toString('utf8', this.starts[index], this.starts[index + 1]);
  }
}
