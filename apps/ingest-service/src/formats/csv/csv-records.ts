import { isUtf8 } from 'node:buffer';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_END = Buffer.of(LF);
const NOTHING = Buffer.alloc(0);
/** No row of the CSVs comes near it. */
const MAX_RECORD_BYTES = 64 * 1024;

/** The delimiter of fields with one or more spaces between them, and any number around them. */
export const SPACES = 'spaces';

export interface CsvRecord {
  fields: string[];
  /** Some of its bytes were no UTF-8 and were replaced. */
  badBytes: boolean;
}

/** Why a line is no record: it is too long, the file ends inside it, or no record closes its quote. */
export type UnreadRecord = 'line_too_long' | 'cut_line' | 'quote_unclosed';

/**
 * Cuts chunks of a CSV file (RFC 4180: commas, fields in double quotes where needed, LF or CR LF) into
 * records. A record may have several lines: from one with an odd number of quotes to the next such line, if
 * both together have as many fields as the header. If not, the first line is given up alone and the others
 * are read by themselves, so a stray quote costs its line. No line is read more than twice.
 */
export class CsvRecords {
  /** Pieces of the line that has not ended yet; of a line that is too long none are kept. */
  private carry: Buffer[] = [];
  private carryBytes = 0;
  /** Lines of a record whose quote is open: the first has an odd number of quotes, the others an even one. */
  private open: Buffer[] = [];
  private openBytes = 0;
  /** How many fields the header has; null before it. */
  private columns: number | null = null;

  constructor(
    private readonly accept: (record: CsvRecord | UnreadRecord) => void,
    private readonly delimiter = ',',
    /** False: a quote is a character like any other. */
    private readonly isQuoted = true,
  ) {}

  /** @param chunk the caller's again afterwards */
  push(chunk: Buffer): void {
    let at = 0;
    for (let end; (end = chunk.indexOf(LF, at)) >= 0; at = end + 1) this.endLine(chunk.subarray(at, end));
    const rest = chunk.subarray(at);
    this.carryBytes += rest.length;
    if (this.carryBytes > MAX_RECORD_BYTES) this.carry = [];
    else if (rest.length > 0) this.carry.push(Buffer.from(rest));
  }

  /** The file has ended; `cut` says that it ended too early, so a last line without its end is not whole. */
  finish(cut: boolean): void {
    if (this.carryBytes > 0 && !cut) this.endLine(NOTHING);
    this.giveUpAll();
    if (this.carryBytes > 0) this.accept('cut_line');
  }

  /** @param end the last piece of the line */
  private endLine(end: Buffer): void {
    const bytes = this.carryBytes + end.length;
    const line = this.carryBytes === 0 ? end : Buffer.concat([...this.carry, end]);
    this.carry = [];
    this.carryBytes = 0;
    if (bytes <= MAX_RECORD_BYTES) {
      this.takeLine(line);
      return;
    }
    this.giveUpAll();
    this.accept('line_too_long');
  }

  private takeLine(line: Buffer): void {
    const isOdd = this.isQuoted && hasOddQuotes(line);
    if (this.open.length === 0 && !isOdd) {
      this.acceptRecord(line);
      return;
    }
    this.open.push(Buffer.from(line));
    this.openBytes += line.length + 1;
    if (this.open.length === 1) return;
    if (isOdd) this.close();
    else if (this.openBytes > MAX_RECORD_BYTES) this.giveUp();
  }

  /** The last line of the open record has come, if it is one. */
  private close(): void {
    const record = Buffer.concat(this.open.flatMap((line, at) => (at === 0 ? [line] : [LINE_END, line])));
    const fields = readCsvFields(textOf(record), true, this.delimiter);
    if (fields === null || (this.columns !== null && fields.length !== this.columns)) {
      this.giveUp();
      return;
    }
    this.open = [];
    this.openBytes = 0;
    this.acceptRecord(record);
  }

  /** The first open line is no record; the lines behind it are read by themselves. */
  private giveUp(): void {
    const [, ...lines] = this.open;
    this.open = [];
    this.openBytes = 0;
    this.accept('quote_unclosed');
    for (const line of lines) this.takeLine(line);
  }

  private giveUpAll(): void {
    while (this.open.length > 0) this.giveUp();
  }

  private acceptRecord(bytes: Buffer): void {
    const isMarked =
      this.columns === null && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    const record = isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
    const text = textOf(record);
    const fields = this.isQuoted
      ? readCsvFields(text, false, this.delimiter)
      : splitFields(text, this.delimiter);
    if (fields === null) {
      this.accept('quote_unclosed');
      return;
    }
    this.columns ??= fields.length;
    this.accept({ fields, badBytes: !isUtf8(record) });
  }
}

function hasOddQuotes(line: Buffer): boolean {
  let isOdd = false;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** The record's text without the CR of its line end. */
function textOf(record: Buffer): string {
  const end = record.at(-1) === CR ? record.length - 1 : record.length;
  return record.toString('utf8', 0, end);
}

function splitFields(record: string, delimiter: string): string[] {
  return delimiter === SPACES ? record.trim().split(/ +/) : record.split(delimiter);
}

/**
 * The fields of one record (RFC 4180); null when it ends inside quotes. A quote that is neither at the start
 * of a field nor at its end is part of the text, as spreadsheets read it; `strict` makes the answer null
 * then, too.
 */
function readCsvFields(text: string, strict: boolean, delimiter: string): string[] | null {
  if (!text.includes('"')) return splitFields(text, delimiter);
  const areSpaces = delimiter === SPACES;
  const [record, between] = areSpaces ? [text.trim(), ' '] : [text, delimiter];
  const fields: string[] = [];
  for (let at = 0; ;) {
    let quoted = '';
    if (record[at] === '"') {
      for (;;) {
        const close = record.indexOf('"', at + 1);
        if (close < 0) return null;
        quoted += record.slice(at + 1, close);
        at = close + 1;
        if (record[at] !== '"') break;
        // Two quotes are one of the text.
        quoted += '"';
      }
      if (strict && at < record.length && record[at] !== between) return null;
    }
    const end = record.indexOf(between, at);
    const rest = record.slice(at, end < 0 ? record.length : end);
    if (strict && rest.includes('"')) return null;
    fields.push(quoted + rest);
    if (end < 0) return fields;
    at = end + 1;
    while (areSpaces && record[at] === ' ') at++;
  }
}
