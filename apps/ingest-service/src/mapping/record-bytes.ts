const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const NOTHING = Buffer.alloc(0);
/** A record of JSON that is longer is not read. */
const MAX_RECORD_BYTES = 1024 * 1024;

/** Gets the bytes of one record, or why they are none. The bytes are the caller's again afterwards. */
export type AcceptBytes = (bytes: Buffer | 'line_too_long' | 'cut_line') => void;

/** Cuts chunks of a content into the bytes of its records. */
export interface RecordBytes {
  push(chunk: Buffer): void;
  /** @param cut the content ended too early */
  finish(cut: boolean): void;
}

/** A record a line. */
export class RecordLines implements RecordBytes {
  private carry: Buffer = NOTHING;
  private isTooLong = false;

  constructor(private readonly accept: AcceptBytes) {}

  push(chunk: Buffer): void {
    let at = 0;
    for (let end; (end = chunk.indexOf(LF, at)) >= 0; at = end + 1) this.end(chunk.subarray(at, end));
    this.keep(chunk.subarray(at));
  }

  finish(cut: boolean): void {
    if (this.carry.length === 0 && !this.isTooLong) return;
    if (cut) this.accept('cut_line');
    else this.end(NOTHING);
  }

  private keep(rest: Buffer): void {
    this.isTooLong ||= this.carry.length + rest.length > MAX_RECORD_BYTES;
    this.carry = this.isTooLong ? NOTHING : Buffer.concat([this.carry, rest]);
  }

  private end(last: Buffer): void {
    const line = this.carry.length === 0 ? last : Buffer.concat([this.carry, last]);
    this.accept(this.isTooLong || line.length > MAX_RECORD_BYTES ? 'line_too_long' : line);
    this.carry = NOTHING;
    this.isTooLong = false;
  }
}

/** The elements of one JSON array, each as soon as it has ended: the array is never held as a whole. */
export class RecordArray implements RecordBytes {
  /** Brackets that are open: 1 between the elements. */
  private depth = 0;
  private inString = false;
  private isEscaped = false;
  private carry: Buffer = NOTHING;
  private isTooLong = false;
  /** Whether the array has begun, and whether it has ended. */
  private state: 'before' | 'within' | 'after' = 'before';

  /** @param onOther the content is no array */
  constructor(
    private readonly accept: AcceptBytes,
    private readonly onOther: () => never,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.inString) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN || byte === OPEN_OBJECT) {
        if (this.state === 'before') {
          if (byte !== OPEN) this.onOther();
          this.state = 'within';
          start = at + 1;
        }
        this.depth++;
      } else if (byte === CLOSE || byte === CLOSE_OBJECT) {
        if (--this.depth > 0 || this.state !== 'within') continue;
        this.end(chunk.subarray(start, at));
        this.state = 'after';
      } else if (byte === COMMA && this.depth === 1 && this.state === 'within') {
        this.end(chunk.subarray(start, at));
        start = at + 1;
      } else if (this.state === 'before' && byte > 0x20 && byte < 0x7f) this.onOther();
    }
    if (this.state === 'within') this.keep(chunk.subarray(start));
  }

  finish(): void {
    if (this.state === 'before') this.onOther();
    if (this.state === 'within' && (this.isTooLong || isAny(this.carry))) this.accept('cut_line');
  }

  private keep(rest: Buffer): void {
    this.isTooLong ||= this.carry.length + rest.length > MAX_RECORD_BYTES;
    this.carry = this.isTooLong ? NOTHING : Buffer.concat([this.carry, rest]);
  }

  private end(last: Buffer): void {
    const element = this.carry.length === 0 ? last : Buffer.concat([this.carry, last]);
    if (this.isTooLong || element.length > MAX_RECORD_BYTES) this.accept('line_too_long');
    // An empty array has no element.
    else if (isAny(element)) this.accept(element);
    this.carry = NOTHING;
    this.isTooLong = false;
  }
}

/** Whether any byte is neither blank nor a control character. */
export function isAny(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 0x20) return true;
  return false;
}
