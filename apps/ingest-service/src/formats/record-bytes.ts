import { isUtf8 } from 'node:buffer';

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const SPACE = 0x20;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');
const NOTHING = Buffer.alloc(0);
/** A record of JSON that is longer is not read. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Gets records one after the other. */
export interface RecordPieces {
  /**
   * @param bytes the record is those from `start` to `end`, as long as the call lasts
   * @param badBytes some of them are no UTF-8
   */
  record(bytes: Buffer, start: number, end: number, badBytes: boolean): void;
  /** A record that is not at hand. */
  unread(reason: 'line_too_long' | 'cut_line'): void;
}

/** Cuts chunks of a content into the bytes of its records. */
export interface RecordBytes {
  push(chunk: Buffer): void;
  /** @param cut the content ended too early */
  finish(cut: boolean): void;
}

/** Keeps the beginning of a record whose end is in a later chunk. */
class CarriedRecords {
  protected carry: Buffer = NOTHING;
  protected isTooLong = false;

  constructor(
    protected readonly records: RecordPieces,
    protected readonly mostBytes: number,
  ) {}

  protected keep(rest: Buffer): void {
    this.isTooLong ||= this.carry.length + rest.length > this.mostBytes;
    this.carry = this.isTooLong ? NOTHING : Buffer.concat([this.carry, rest]);
  }

  /** @param last the last piece of the record */
  protected end(last: Buffer): void {
    const bytes = this.carry.length === 0 ? last : Buffer.concat([this.carry, last]);
    if (this.isTooLong || bytes.length > this.mostBytes) this.records.unread('line_too_long');
    else this.records.record(bytes, 0, bytes.length, !isUtf8(bytes));
    this.carry = NOTHING;
    this.isTooLong = false;
  }
}

/** A record a line. */
export class RecordLines extends CarriedRecords implements RecordBytes {
  constructor(records: RecordPieces, mostBytes = MAX_JSON_BYTES) {
    super(records, mostBytes);
  }

  push(chunk: Buffer): void {
    let at = 0;
    if (this.carry.length > 0 || this.isTooLong) {
      const end = chunk.indexOf(LF);
      if (end >= 0) this.end(chunk.subarray(0, end));
      at = end + 1;
    }
    const last = chunk.lastIndexOf(LF);
    if (at <= last) this.whole(chunk.subarray(at, last));
    this.keep(chunk.subarray(Math.max(at, last + 1)));
  }

  finish(cut: boolean): void {
    if (this.carry.length === 0 && !this.isTooLong) return;
    if (cut) this.records.unread('cut_line');
    else this.end(NOTHING);
  }

  /** Whole lines: that their bytes are good is found of all together. */
  private whole(lines: Buffer): void {
    const isGood = isUtf8(lines);
    for (let at = 0, end; at <= lines.length; at = end + 1) {
      end = lines.indexOf(LF, at);
      if (end < 0) end = lines.length;
      if (isGood && end - at <= this.mostBytes) this.records.record(lines, at, end, false);
      else this.end(lines.subarray(at, end));
    }
  }
}

/**
 * The elements of JSON arrays, one array after the other, each element as soon as it has ended: no array is held as a
 * whole. What follows an array and begins no other one is read as a record a line.
 */
export class RecordArray extends CarriedRecords implements RecordBytes {
  /** Brackets that are open: 1 between the elements. */
  private depth = 0;
  private inString = false;
  private isEscaped = false;
  /** Before the first array, within one, within a line that begins none, or behind one of both. */
  private state: 'before' | 'array' | 'line' | 'after' = 'before';

  /** @param onOther the content begins with no array */
  constructor(
    records: RecordPieces,
    private readonly onOther: () => never,
  ) {
    super(records, MAX_JSON_BYTES);
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.state === 'array') at = this.elements(chunk, at);
      else if (this.state === 'line') at = this.restOfLine(chunk, at);
      else if (chunk[at] === OPEN) {
        this.state = 'array';
        this.depth = 1;
        at++;
      } else if (chunk[at]! <= SPACE || BYTE_ORDER_MARK.includes(chunk[at]!)) at++;
      else if (this.state === 'before') this.onOther();
      else this.state = 'line';
    }
  }

  finish(cut: boolean): void {
    if (this.state === 'before') this.onOther();
    if (!this.isTooLong && !isAny(this.carry.toString())) return;
    if (this.state === 'array' || cut) this.records.unread('cut_line');
    else this.end(NOTHING);
  }

  /** Takes elements up to the end of the array, or of the chunk; answers where that is. */
  private elements(chunk: Buffer, from: number): number {
    let start = from;
    for (let at = from; at < chunk.length; at++) {
      if (this.inString) {
        at = this.stringEnd(chunk, at);
        continue;
      }
      const byte = chunk[at]!;
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN || byte === OPEN_OBJECT) this.depth++;
      else if (byte === CLOSE || byte === CLOSE_OBJECT) {
        if (--this.depth > 0) continue;
        this.end(chunk.subarray(start, at));
        this.state = 'after';
        return at + 1;
      } else if (byte === COMMA && this.depth === 1) {
        this.end(chunk.subarray(start, at));
        start = at + 1;
      }
    }
    this.keep(chunk.subarray(start));
    return chunk.length;
  }

  private restOfLine(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(LF, from);
    if (end < 0) {
      this.keep(chunk.subarray(from));
      return chunk.length;
    }
    this.end(chunk.subarray(from, end));
    this.state = 'after';
    return end + 1;
  }

  /** The quote that ends the string, or the end of the chunk. */
  private stringEnd(chunk: Buffer, start: number): number {
    let { isEscaped } = this;
    let at = start;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) break;
    }
    this.isEscaped = isEscaped;
    this.inString = at === chunk.length;
    return at;
  }
}

/** Whether any character is neither blank nor a control character. */
export function isAny(text: string): boolean {
  return /[^\0- ]/.test(text);
}
