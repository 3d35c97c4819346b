/** Some rows of a table, one bit a row: in memory of its own, or in a kernel's. */
export class RowBits {
  private readonly parts = new Map<number, RowBits>();

  constructor(
    readonly rows: number,
    private readonly bytes: Uint8Array = new Uint8Array(RowBits.size(rows)),
  ) {}

  /** Bytes of a set: whole words of 64 bits. */
  static size(rows: number): number {
    return ((rows >> 6) + 1) * 8;
  }

  static inMemory({ buffer }: WebAssembly.Memory, address: number, rows: number): RowBits {
    return new RowBits(rows, new Uint8Array(buffer, address, RowBits.size(rows)));
  }

  /** Where it is in the kernel's memory. */
  get address(): number {
    return this.bytes.byteOffset;
  }

  has(row: number): boolean {
    return (this.bytes[row >> 3]! & (1 << (row & 7))) !== 0;
  }

  /** Rows outside the table are ignored: there is nothing to leave out. */
  set(row: number, value: boolean): void {
    if (!(row >= 0 && row < this.rows)) return;
    const bit = 1 << (row & 7);
    const at = row >> 3;
    this.bytes[at] = value ? this.bytes[at]! | bit : this.bytes[at]! & ~bit;
  }

  setAll(rows: Excluded | RowBits, value: boolean): void {
    if ('bits' in rows) {
      this.setAll(rows.bits, value);
      this.setAll(rows.besides, value);
      return;
    }
    if (rows instanceof RowBits) {
      const others = rows.bytes;
      for (let at = 0; at < others.length; at++)
        this.bytes[at] = value ? this.bytes[at]! | others[at]! : this.bytes[at]! & ~others[at]!;
      return;
    }
    for (let n = 0; n < rows.length; n++) this.set(rows[n]!, value);
  }

  /** Takes the rows of others alone; those outside the table are ignored. */
  become({ bytes }: RowBits): void {
    this.bytes.fill(0);
    this.bytes.set(bytes.subarray(0, this.bytes.length));
  }

  clear(): void {
    this.bytes.fill(0);
  }

  fill(): void {
    this.bytes.fill(255);
  }

  /** Leaves those that others of as many rows have, too. */
  keepOnly({ bytes }: RowBits): void {
    for (let at = 0; at < bytes.length; at++) this.bytes[at]! &= bytes[at]!;
  }

  /** How many rows are set. */
  count(): number {
    let count = 0;
    for (let byte of this.bytes) for (; byte !== 0; byte &= byte - 1) count++;
    return count;
  }

  /** A copy with more rows. */
  with(rows: Excluded | RowBits): RowBits {
    const joined = new RowBits(this.rows, this.bytes.slice());
    joined.setAll(rows, true);
    return joined;
  }

  /** A view of `count` rows, the same each time. @param first a multiple of 8 */
  part(first: number, count: number): RowBits {
    const from = first >> 3;
    const part =
      this.parts.get(first) ?? new RowBits(count, this.bytes.subarray(from, from + RowBits.size(count)));
    this.parts.set(first, part);
    return part;
  }
}

/** Bits that cost the same however many are set, and less when they are asked with again; not to be changed then. */
export interface BitsAndRows {
  readonly bits: RowBits;
  /** More rows, in any order. */
  readonly besides: ArrayLike<number>;
}

/** Rows that a search leaves out: their numbers in any order, or bits. */
export type Excluded = ArrayLike<number> | BitsAndRows;
