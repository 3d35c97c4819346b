/** Characters of text that are collected before they are encoded: memory stays near that of the bytes. */
const BLOCK = 1 << 16;

/** The lines of one archive: text, and bytes that are none. */
export class LineBuffer {
  private text = '';
  private blocks: Buffer[] = [];

  write(text: string): void {
    this.text += text;
    if (this.text.length >= BLOCK) this.encode();
  }

  writeBytes(bytes: readonly number[]): void {
    this.encode();
    this.blocks.push(Buffer.from(bytes));
  }

  /** All that was written; the next archive begins. */
  take(): Buffer {
    this.encode();
    const content = Buffer.concat(this.blocks);
    this.blocks = [];
    return content;
  }

  private encode(): void {
    this.blocks.push(Buffer.from(this.text));
    this.text = '';
  }
}
