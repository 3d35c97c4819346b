import type { Id } from '../../formats/whole-number.js';

/** Signature, flags and extension length: the header of PostgreSQL's binary COPY format. */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
export const COPY_TRAILER = Buffer.from([0xff, 0xff]);
const BUFFER_BYTES = 256 * 1024;
const TWO_TO_32 = 2 ** 32;

/**
 * Rows in PostgreSQL's binary COPY format, gathered in buffers of 256 KiB. Start each row with `begin`, then
 * give its fields in order; `take` hands out what is full. Measured with plays on 2 shared cores: 1.2-2.0 M
 * rows/s, text 1.1-1.6.
 */
export class CopyRows {
  rows = 0;
  private full: Buffer[] = [COPY_HEADER];
  private buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private view = viewOf(this.buffer);
  private at = 0;

  /** Begins a row of `fields` fields that takes at most `textBytes` beyond its numbers. */
  begin(fields: number, textBytes = 0): void {
    if (this.at + 2 + fields * 12 + textBytes > this.buffer.length) this.startBuffer(fields * 12 + textBytes);
    this.view.setInt16(this.at, fields);
    this.at += 2;
    this.rows++;
  }

  int64(value: Id | null): void {
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

  /** A bit string, of which all bytes are full. */
  bits(value: Buffer | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.view.setInt32(this.at, 4 + value.length);
    this.view.setInt32(this.at + 4, 8 * value.length);
    this.buffer.set(value, this.at + 8);
    this.at += 8 + value.length;
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

  /** Something can be taken. */
  get hasFull(): boolean {
    return this.full.length > 0;
  }

  /** The buffers that are full; they are the caller's from now on. */
  take(): Buffer[] {
    const taken = this.full;
    this.full = [];
    return taken;
  }

  /** The rest, with the end marker. */
  finish(): Buffer[] {
    this.full.push(this.buffer.subarray(0, this.at), COPY_TRAILER);
    this.at = 0;
    return this.take();
  }

  private none(): void {
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  private startBuffer(rowBytes: number): void {
    this.full.push(this.buffer.subarray(0, this.at));
    this.buffer = Buffer.allocUnsafeSlow(Math.max(BUFFER_BYTES, 2 + rowBytes));
    this.view = viewOf(this.buffer);
    this.at = 0;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}
