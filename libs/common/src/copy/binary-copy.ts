/**
 * Signature, flags and extension length: the header of PostgreSQL's binary COPY format.
 * https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);
const BUFFER_BYTES = 256 * 1024;
const TWO_TO_32 = 2 ** 32;
/** In place of a row's number of fields: no row follows. */
const END = -1;
/** In place of a field's length. */
const NULL = -1;

/**
 * Rows in PostgreSQL's binary COPY format, gathered in buffers of 256 KiB. Start each row with `begin`, then
 * give its fields in order; `take` hands out what is full. Measured with plays on 2 shared cores: 1.2-2.0 M
 * rows/s, text 1.1-1.6.
 */
export class CopyRows {
  rows = 0;
  private full: Buffer[];
  private buffer: Buffer;
  private view: DataView;
  private at = 0;
  private fullBytes = 0;

  /** @param firstBytes of the first buffer, after which they grow; they have no header then: see `rest`. 0: none */
  constructor(firstBytes = 0) {
    this.full = firstBytes === 0 ? [COPY_HEADER] : [];
    this.buffer = Buffer.allocUnsafeSlow(firstBytes === 0 ? BUFFER_BYTES : firstBytes);
    this.view = viewOf(this.buffer);
  }

  /** Of the rows that were not taken. */
  get size(): number {
    return this.fullBytes + this.at;
  }

  /** Begins a row of `fields` fields that takes at most `textBytes` beyond its numbers. */
  begin(fields: number, textBytes = 0): void {
    if (this.at + 2 + fields * 12 + textBytes > this.buffer.length) this.startBuffer(fields * 12 + textBytes);
    this.view.setInt16(this.at, fields);
    this.at += 2;
    this.rows++;
  }

  int64(value: number | bigint | null): void {
    if (value === null) {
      this.none();
      return;
    }
    const { view, at } = this;
    view.setInt32(at, 8);
    if (typeof value === 'number') {
      view.setInt32(at + 4, Math.floor(value / TWO_TO_32));
      view.setInt32(at + 8, value);
    } else view.setBigInt64(at + 4, value);
    this.at = at + 12;
  }

  int32(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }

  int16(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.view.setInt32(this.at, 2);
    this.view.setInt16(this.at + 4, value);
    this.at += 6;
  }

  float32(value: number): void {
    this.view.setInt32(this.at, 4);
    this.view.setFloat32(this.at + 4, value);
    this.at += 8;
  }

  bytes(value: Uint8Array): void {
    this.view.setInt32(this.at, value.length);
    this.buffer.set(value, this.at + 4);
    this.at += 4 + value.length;
  }

  text(value: string | null): void {
    if (value === null) {
      this.none();
      return;
    }
    const bytes = this.buffer.write(value, this.at + 4);
    this.view.setInt32(this.at, bytes);
    this.at += 4 + bytes;
  }

  /** The buffers that are full; they are the caller's from now on. */
  take(): Buffer[] {
    const taken = this.full;
    this.full = [];
    this.fullBytes = 0;
    return taken;
  }

  /** The rest, with the end marker. */
  finish(): Buffer[] {
    return [...this.rest(), COPY_TRAILER];
  }

  /** The rest without the end marker, for a COPY that has more rows before or behind. No row may follow. */
  rest(): Buffer[] {
    this.full.push(this.buffer.subarray(0, this.at));
    this.at = 0;
    return this.take();
  }

  private none(): void {
    this.view.setInt32(this.at, NULL);
    this.at += 4;
  }

  private startBuffer(rowBytes: number): void {
    this.full.push(this.buffer.subarray(0, this.at));
    this.fullBytes += this.at;
    const bytes = Math.min(BUFFER_BYTES, 2 * this.buffer.length);
    this.buffer = Buffer.allocUnsafeSlow(Math.max(bytes, 2 + rowBytes));
    this.view = viewOf(this.buffer);
    this.at = 0;
  }
}

/**
 * Reads rows of int8 and float8 in PostgreSQL's binary COPY format from pieces cut anywhere. Reading 51 features of
 * 50,000 users as bytes instead of as texts saves what printing and parsing 2.6 million numbers takes.
 */
export class CopiedRows {
  /** The last row was read. */
  hasEnded = false;
  private rest: Buffer = Buffer.alloc(0);
  private isInBody = false;
  private readonly starts: Int32Array;

  /**
   * @param fields of each row
   * @param onRow gets the bytes of a row, and where each field begins in them; -1: it is null. Both are overwritten by
   * the next row
   */
  constructor(
    fields: number,
    private readonly onRow: (bytes: DataView, starts: Int32Array) => void,
  ) {
    this.starts = new Int32Array(fields);
  }

  /** @throws Error for a row with another number of fields, or a field of another type */
  push(piece: Buffer): void {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    let at = 0;
    if (!this.isInBody) {
      if (bytes.length < COPY_HEADER.length) {
        this.rest = bytes;
        return;
      }
      this.isInBody = true;
      at = COPY_HEADER.length;
    }
    const view = viewOf(bytes);
    for (let next = this.read(view, at); next > at; next = this.read(view, at)) at = next;
    this.rest = bytes.subarray(at);
  }

  /** Where the next row begins; `at` when this one is not whole yet, or was the last. */
  private read(bytes: DataView, at: number): number {
    const { starts } = this;
    if (at + 2 > bytes.byteLength) return at;
    const count = bytes.getInt16(at);
    this.hasEnded = count === END;
    if (this.hasEnded) return at;
    if (count !== starts.length)
      throw new Error(`A row has ${count} fields where ${starts.length} were expected.`);
    let here = at + 2;
    for (let field = 0; field < count; field++) {
      if (here + 4 > bytes.byteLength) return at;
      const length = bytes.getInt32(here);
      here += 4;
      starts[field] = length === NULL ? -1 : here;
      if (length === NULL) continue;
      if (length !== 8) throw new Error(`Field ${field} has ${length} bytes where 8 were expected.`);
      here += 8;
      if (here > bytes.byteLength) return at;
    }
    this.onRow(bytes, starts);
    return here;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}
