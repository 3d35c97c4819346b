/** One bit a row, in a kernel's memory. */
export class RowBits {
  private readonly bytes: Uint8Array;

  constructor(
    memory: WebAssembly.Memory,
    readonly address: number,
    private readonly rows: number,
  ) {
    this.bytes = new Uint8Array(memory.buffer, address, RowBits.size(rows));
  }

  static size(rows: number): number {
    return (rows >> 3) + 1;
  }

  /** Rows outside the table are ignored: there is nothing to leave out. */
  set(row: number, value: boolean): void {
    if (!(row >= 0 && row < this.rows)) return;
    const bit = 1 << (row & 7);
    const at = row >> 3;
    this.bytes[at] = value ? this.bytes[at]! | bit : this.bytes[at]! & ~bit;
  }

  setAll(rows: ArrayLike<number>, value: boolean): void {
    for (let n = 0; n < rows.length; n++) this.set(rows[n]!, value);
  }
}
