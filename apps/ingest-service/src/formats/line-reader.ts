import { isUtf8 } from 'node:buffer';
import { isRowHead, isRowTail } from './field-count.js';
import { LineTally } from './line-tally.js';
import { utf8Text } from './raw-fields.js';
import { userOfLine } from './rejected-lines.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import { MARK_BAD_BYTES, ScannedLine, scanLine } from './scanned-line.js';

const LF = 0x0a;
/** U+FEFF in UTF-8, which some programs put in front of a text. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
export const MAX_LINE_BYTES = 64 * 1024;
const ROW_JOINED = repairBit('row_joined');
const NOTHING = Buffer.alloc(0);

/** How one kind of log is parsed. */
export interface LineFormat<E extends { repairs: number }> {
  fields: number;
  /** First field of free text, where a row can be broken in two; null when there is none. */
  titleField: number | null;
  /** How many numbers follow the texts in a row. */
  numbersAtEnd: number;
  parse(line: ScannedLine): E | RejectionReason;
}

/** Reads the lines in which nothing is odd faster than the LineReader can, which leaves them to it. */
export interface PlainLines {
  /** It takes chunks of at most so many bytes. */
  readonly mostBytes: number;
  /** Puts the bytes where it can read them; answers them there. @param carry the end of its last answer */
  place(carry: Buffer, chunk: Buffer): Buffer;
  /** Takes plain lines of UTF-8 from `at` on; answers where another line or the unfinished end begins. */
  take(at: number): number;
  /** Adds the lines that it took to the tally. */
  addCounts(tally: LineTally): void;
}

/**
 * Turns chunks of a log into events, line by line, and tallies every line: lines = events + rejected lines. A
 * row broken in two and joined again counts as one line. `accept` gets each event with the line whose bytes
 * it refers to; both are valid only during the call.
 */
export class LineReader<E extends { repairs: number }> {
  readonly tally = new LineTally();
  private readonly line = new ScannedLine();
  private carry: Buffer = NOTHING;
  /** Nothing was read yet. */
  private atStart = true;
  private skippingLongLine = false;
  /** First piece of a row that may be broken in two, waiting for the next line. */
  private head: Buffer | null = null;
  private headFields = 0;
  private headNumber = 0;
  /** Rows that had two lines and count as one. */
  private joinedRows = 0;

  constructor(
    private readonly format: LineFormat<E>,
    private readonly accept: (event: E, line: ScannedLine) => void,
    private readonly plainLines: PlainLines | null = null,
  ) {}

  push(chunk: Buffer): void {
    const step = this.plainLines?.mostBytes ?? chunk.length;
    for (let at = 0; at < chunk.length; at += step) this.pushPiece(chunk.subarray(at, at + step));
    this.plainLines?.addCounts(this.tally);
  }

  private pushPiece(chunk: Buffer): void {
    let bytes = chunk;
    if (this.skippingLongLine) {
      const end = bytes.indexOf(LF);
      if (end < 0) return;
      this.skippingLongLine = false;
      this.reject('line_too_long');
      bytes = bytes.subarray(end + 1);
    }
    if (this.plainLines !== null) bytes = this.plainLines.place(this.carry, bytes);
    else if (this.carry.length > 0) bytes = Buffer.concat([this.carry, bytes]);
    const rest = this.readLines(bytes);
    const carry = bytes.subarray(rest);
    // The chunk is the caller's again; what a PlainLines holds stays.
    this.carry = this.plainLines === null ? Buffer.from(carry) : carry;
    if (this.carry.length > MAX_LINE_BYTES) {
      this.carry = NOTHING;
      this.skippingLongLine = true;
    }
  }

  /** The log has ended; `cut` says that it ended too early, so a last line without its end is not whole. */
  finish(cut: boolean): void {
    const { carry, line } = this;
    this.carry = NOTHING;
    if (this.skippingLongLine) this.reject('line_too_long');
    else if (carry.length > 0 && cut) {
      this.dropHead();
      this.rejectLine('cut_line', scanLine(carry));
    } else if (carry.length > 0) {
      line.scan(carry, 0, carry.length, true);
      this.readLine(!isUtf8(carry));
    }
    this.dropHead();
  }

  private readLines(bytes: Buffer): number {
    const { line } = this;
    // One check a chunk instead of one a line: real logs are nearly always valid UTF-8.
    const suspect = !isUtf8(bytes.subarray(0, bytes.lastIndexOf(LF) + 1));
    let at = this.startOf(bytes);
    for (;;) {
      if (!suspect) at = this.takePlain(at);
      const next = line.scan(bytes, at, bytes.length, false);
      if (next < 0) return at;
      if (line.end - line.start > MAX_LINE_BYTES) this.reject('line_too_long');
      else this.readLine(suspect && !isUtf8(bytes.subarray(line.start, line.end)));
      at = next;
    }
  }

  /** Where reading begins: behind a byte order mark. Too few bytes to decide are all carried. */
  private startOf(bytes: Buffer): number {
    if (!this.atStart) return 0;
    const head = bytes.subarray(0, BYTE_ORDER_MARK.length);
    const isMark = head.equals(BYTE_ORDER_MARK.subarray(0, head.length));
    this.atStart = isMark && head.length < BYTE_ORDER_MARK.length;
    return isMark && !this.atStart ? head.length : 0;
  }

  private takePlain(at: number): number {
    const taken = this.plainLines?.take(at) ?? at;
    // A plain line is never the second piece of a broken row.
    if (taken > at) this.dropHead();
    return taken;
  }

  private readLine(badBytes: boolean): void {
    const { line } = this;
    if (badBytes) line.marks |= MARK_BAD_BYTES;
    if (this.head !== null && this.joinsHead()) return;
    const event = this.format.parse(line);
    if (typeof event !== 'string') this.acceptEvent(event, line);
    else if (event === 'broken_row' && this.isHead()) {
      this.head = Buffer.from(line.bytes.subarray(line.start, line.end));
      this.headFields = line.fieldCount;
      this.headNumber = this.tally.stored === null ? 0 : this.lineNumber();
    } else this.rejectLine(event, line);
  }

  private acceptEvent(event: E, line: ScannedLine, repairs = 0): void {
    event.repairs |= repairs;
    this.tally.addEvent(event.repairs);
    this.accept(event, line);
  }

  private isHead(): boolean {
    return this.format.titleField !== null && isRowHead(this.line, this.format.titleField);
  }

  /** Both pieces together have exactly one row's fields; in real logs the second begins empty. */
  private joinsHead(): boolean {
    const { line, format } = this;
    if (line.fieldCount + this.headFields - 1 === format.fields) {
      const row = Buffer.concat([this.head!, line.bytes.subarray(line.start, line.end)]);
      const joined = scanLine(row);
      if (!isUtf8(row)) joined.marks |= MARK_BAD_BYTES;
      const event = isRowTail(line, joined, format.numbersAtEnd) ? format.parse(joined) : 'broken_row';
      if (typeof event !== 'string' || event === 'user_erased') {
        this.head = null;
        this.joinedRows++;
        if (typeof event === 'string') this.tally.addRejected(event);
        else this.acceptEvent(event, joined, ROW_JOINED);
        return true;
      }
    }
    this.dropHead();
    return false;
  }

  private dropHead(): void {
    if (this.head !== null) this.rejectLine('broken_row', scanLine(this.head), this.headNumber);
    this.head = null;
  }

  /** @param number of a line that was read before */
  private rejectLine(reason: RejectionReason, line: ScannedLine, number?: number): void {
    const { stored } = this.tally;
    if (stored?.wants(reason) === true)
      stored.add({
        number: number ?? this.lineNumber(),
        reason,
        userId: userOfLine(line, reason),
        line: utf8Text(line.bytes, line.start, line.end),
      });
    this.tally.addRejected(reason);
  }

  /** Of the line that is read now, from 1. Plain lines before it are counted for that. */
  private lineNumber(): number {
    this.plainLines?.addCounts(this.tally);
    return this.tally.lines + this.joinedRows + 1;
  }

  private reject(reason: RejectionReason): void {
    this.dropHead();
    this.tally.addRejected(reason);
  }
}
