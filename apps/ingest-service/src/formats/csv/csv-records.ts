import { isUtf8 } from 'node:buffer';
import { RawFields, utf8Text } from '../raw-fields.js';
import { RecordLines } from '../record-bytes.js';
import type { RecordBytes, RecordPieces } from '../record-bytes.js';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_END = Buffer.of(LF);
/** What is between the quotes of a field. */
const QUOTED = /^"([^"]*(?:""[^"]*)*)"/;
/** No row of the CSVs comes near it. */
const MAX_RECORD_BYTES = 64 * 1024;

/** The delimiter of fields with one or more spaces between them, and any number around them. */
export const SPACES = 'spaces';

/** How the fields of a line are separated: by an ASCII character, or where `areSpaces` by several of them. */
interface CsvForm {
  isQuoted: boolean;
  delimiter: number;
  areSpaces: boolean;
}

/** The fields of a record, valid until the next one. */
export class CsvRecord extends RawFields {
  /** Some of its bytes were no UTF-8 and were replaced. */
  badBytes = false;

  get text(): string {
    return utf8Text(this.bytes, 0, this.bytes.length);
  }

  get fields(): string[] {
    return Array.from({ length: this.length }, (_, at) => this.value(at) as string);
  }
}

/** Why a line is no record: it is too long, the file ends inside it, or no record closes its quote. */
export type UnreadRecord = Parameters<RecordPieces['unread']>[0] | 'quote_unclosed';

/**
 * Cuts chunks of a CSV file (RFC 4180: commas, fields in double quotes where needed, LF or CR LF) into
 * records. A record may have several lines: from one with an odd number of quotes to the next such line, if
 * both together have as many fields as the header. If not, the first line is given up alone and the others
 * are read by themselves, so a stray quote costs its line. No line is read more than twice.
 */
export class CsvRecords implements RecordBytes {
  private readonly lines: RecordLines;
  /** Lines of a record whose quote is open: the first has an odd number of quotes, the others an even one. */
  private open: Buffer[] = [];
  private openBytes = 0;
  /** How many fields the header has; null before it. */
  private columns: number | null = null;
  private readonly form: CsvForm;
  private readonly record: CsvRecord;

  /** @param delimiter an ASCII character, or `SPACES` */
  constructor(
    private readonly accept: (record: CsvRecord | UnreadRecord) => void,
    delimiter = ',',
    /** False: a quote is a character like any other. */
    private readonly isQuoted = true,
  ) {
    const areSpaces = delimiter === SPACES;
    this.form = { isQuoted, areSpaces, delimiter: areSpaces ? SPACE : delimiter.charCodeAt(0) };
    this.record = new CsvRecord(isQuoted ? csvText : bareText);
    this.lines = new RecordLines(
      {
        record: (bytes, start, end, badBytes) => {
          this.takeLine(bytes.subarray(start, end), badBytes);
        },
        unread: (reason) => {
          this.giveUpAll();
          this.accept(reason);
        },
      },
      MAX_RECORD_BYTES,
    );
  }

  /** @param chunk the caller's again afterwards */
  push(chunk: Buffer): void {
    this.lines.push(chunk);
  }

  /** The file has ended; `cut` says that it ended too early, so a last line without its end is not whole. */
  finish(cut: boolean): void {
    this.lines.finish(cut);
    this.giveUpAll();
  }

  private takeLine(line: Buffer, badBytes = !isUtf8(line)): void {
    const isOdd = this.isQuoted && hasOddQuotes(line);
    if (this.open.length === 0 && !isOdd) {
      this.acceptRecord(line, badBytes);
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
    const isRead = readCsvFields(record, this.form, true, this.record);
    if (!isRead || (this.columns !== null && this.record.length !== this.columns)) {
      this.giveUp();
      return;
    }
    this.open = [];
    this.openBytes = 0;
    this.acceptRecord(record, !isUtf8(record));
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

  private acceptRecord(bytes: Buffer, badBytes: boolean): void {
    const isMarked =
      this.columns === null && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    const record = isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
    if (!readCsvFields(record, this.form, false, this.record)) {
      this.accept('quote_unclosed');
      return;
    }
    this.columns ??= this.record.length;
    this.record.badBytes = badBytes;
    this.accept(this.record);
  }
}

function hasOddQuotes(line: Buffer): boolean {
  let isOdd = false;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) isOdd = !isOdd;
  return isOdd;
}

/** What databases write for no value, where it is not within quotes. */
const NO_VALUES = ['NULL', String.raw`\N`];

/** The text of a field with the quotes around it; a quote that is neither at its start nor its end is text. */
function csvText(bytes: Uint8Array, start: number, end: number): string {
  const text = bareText(bytes, start, end);
  // Two quotes are one of the text.
  return text.startsWith('"')
    ? text.replace(QUOTED, (_, within: string) => within.replaceAll('""', '"'))
    : text;
}

/** Of no value blank. */
function bareText(bytes: Uint8Array, start: number, end: number): string {
  const text = utf8Text(bytes, start, end);
  return text.length <= 4 && NO_VALUES.includes(text) ? '' : text;
}

function spacesEnd(record: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && record[at] === SPACE) at++;
  return at;
}

/**
 * Finds the fields of one record (RFC 4180), whose line may end in a CR. A quote that is neither at the start of a
 * field nor at its end is part of the text, as spreadsheets read it.
 * @returns false: it ends inside quotes, or is `strict` and has such a quote
 */
function readCsvFields(
  record: Uint8Array,
  { isQuoted, delimiter, areSpaces }: CsvForm,
  strict: boolean,
  into: CsvRecord,
): boolean {
  let end = record.at(-1) === CR ? record.length - 1 : record.length;
  let at = areSpaces ? spacesEnd(record, 0, end) : 0;
  while (areSpaces && end > at && record[end - 1] === SPACE) end--;
  into.bytes = record;
  into.length = 0;
  for (;;) {
    const start = at;
    if (isQuoted && record[at] === QUOTE) {
      do {
        for (at++; record[at] !== QUOTE; at++) if (at >= end) return false;
      } while (record[++at] === QUOTE);
      if (strict && at < end && record[at] !== delimiter) return false;
    }
    for (; at < end && record[at] !== delimiter; at++) if (strict && record[at] === QUOTE) return false;
    into.push(start, at);
    if (at >= end) return true;
    at = areSpaces ? spacesEnd(record, at, end) : at + 1;
  }
}
