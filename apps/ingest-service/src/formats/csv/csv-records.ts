import { isUtf8 } from 'node:buffer';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
/** No row of the CSVs comes near it; a quote that is never closed ends here. */
const MAX_RECORD_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);

export interface CsvRecord {
  fields: string[];
  /** Some of its bytes were no UTF-8 and were replaced. */
  badBytes: boolean;
}

/** Why no record can be read here: the record is too long, or the file was cut inside it. */
export type UnreadRecord = 'line_too_long' | 'cut_line';

/**
 * Cuts chunks of a CSV file (RFC 4180: commas, fields in double quotes where needed, LF or CR LF) into records.
 * A record that is longer than 64 KiB is given up, and reading goes on at the next line.
 */
export class CsvRecords {
  private carry: Buffer = NOTHING;
  private skipping = false;

  constructor(private readonly accept: (record: CsvRecord | UnreadRecord) => void) {}

  /** @param chunk the caller's again afterwards */
  push(chunk: Buffer): void {
    let bytes = this.carry.length > 0 ? Buffer.concat([this.carry, chunk]) : chunk;
    let at = 0;
    if (this.skipping) {
      const end = bytes.indexOf(LF);
      if (end < 0) return;
      this.skipping = false;
      at = end + 1;
    }
    for (;;) {
      const end = endOfRecord(bytes, at);
      if (end < 0) break;
      this.accept(readRecord(bytes.subarray(at, end)));
      at = end + 1;
    }
    bytes = bytes.subarray(at);
    if (bytes.length > MAX_RECORD_BYTES) {
      this.accept('line_too_long');
      // Behind its own first line, so that a stray quote does not take the rest of the file with it.
      const line = bytes.indexOf(LF);
      this.carry = NOTHING;
      if (line < 0) this.skipping = true;
      else this.push(bytes.subarray(line + 1));
    } else this.carry = Buffer.from(bytes);
  }

  /** The file has ended; `cut` says that it ended too early, so a last line without its end is not whole. */
  finish(cut: boolean): void {
    const last = this.carry;
    this.carry = NOTHING;
    if (last.length > 0) this.accept(cut ? 'cut_line' : readRecord(last));
  }
}

/** The LF that ends the record which begins at `from`, not one inside quotes; -1 when it is not there yet. */
function endOfRecord(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(LF, from);
  const quote = bytes.indexOf(QUOTE, from);
  if (end < 0 || quote < 0 || quote > end) return end;
  let quoted = false;
  for (let at = quote; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    else if (bytes[at] === LF && !quoted) return at;
  }
  return -1;
}

function readRecord(bytes: Buffer): CsvRecord {
  const end = bytes.length > 0 && bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length;
  const text = bytes.toString('utf8', 0, end);
  return {
    fields: text.includes('"') ? quotedFields(text) : text.split(','),
    badBytes: !isUtf8(bytes),
  };
}

function quotedFields(text: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted && character === '"' && text[at + 1] === '"') {
      field += '"';
      at++;
    } else if (character === '"' && (quoted || field === '')) quoted = !quoted;
    else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  fields.push(field);
  return fields;
}
