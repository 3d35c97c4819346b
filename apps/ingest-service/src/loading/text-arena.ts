const FIRST_BYTES = 64 * 1024;
/** UTF-8 takes at most three bytes for each unit of a text. */
const MOST_BYTES_A_UNIT = 3;

/** Texts kept as UTF-8 in one growing buffer: hundreds of thousands of them would keep the garbage collector busy. */
export class TextArena {
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Where the next text begins, and the last one ends. */
  end = 0;

  /** Adds a text from `end` on. */
  add(text: string): void {
    const most = this.end + MOST_BYTES_A_UNIT * text.length;
    if (most > this.bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, most));
      this.bytes.copy(grown, 0, 0, this.end);
      this.bytes = grown;
    }
    this.end += this.bytes.write(text, this.end);
  }
}
