const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;

/** More fields than any kind has, tabs in titles included; further ones are only counted. */
const MAX_FIELDS = 32;

export const MARK_AMPERSAND = 1;
export const MARK_BACKSLASH = 2;
export const MARK_CARRIAGE_RETURN = 4;
export const MARK_CONTROL = 8;
/** Set by the reader of whole chunks: the line is not valid UTF-8. */
export const MARK_BAD_BYTES = 16;

/**
 * The places of one line's fields inside a buffer. One instance is used again for every line: scanning
 * allocates nothing. Two dialects: fields separated by a tab, or by a blank and a tab; a line is of the
 * second when a blank is before its first tab, and then one blank before each tab belongs to the separator.
 */
export class ScannedLine {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Without the line's end (LF or CR LF). */
  end = 0;
  fieldCount = 0;
  marks = 0;
  readonly fieldStarts = new Int32Array(MAX_FIELDS);
  readonly fieldEnds = new Int32Array(MAX_FIELDS);

  /**
   * Scans one line of `bytes` from `from`. Returns the position after its LF; -1 when there is none before
   * `limit`, the line then being undefined unless `atEnd` says that `limit` ends it.
   */
  scan(bytes: Uint8Array, from: number, limit: number, atEnd: boolean): number {
    const { fieldStarts, fieldEnds } = this;
    let count = 0;
    let fieldStart = from;
    let marks = 0;
    let spaced = false;
    let at = from;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      // Digits, letters and all bytes of multi-byte characters leave here.
      if (byte > AMPERSAND && byte !== BACKSLASH) continue;
      if (byte === TAB) {
        const blank = at > fieldStart && bytes[at - 1] === SPACE;
        if (count === 0) spaced = blank;
        if (count < MAX_FIELDS) {
          fieldStarts[count] = fieldStart;
          fieldEnds[count] = spaced && blank ? at - 1 : at;
        }
        count++;
        fieldStart = at + 1;
      } else if (byte === LF) break;
      else if (byte === AMPERSAND) marks |= MARK_AMPERSAND;
      else if (byte === BACKSLASH) marks |= MARK_BACKSLASH;
      else if (byte === CR) {
        const endsLine = at + 1 < limit ? bytes[at + 1] === LF : atEnd;
        if (!endsLine) marks |= MARK_CARRIAGE_RETURN;
      } else if (byte < SPACE) marks |= MARK_CONTROL;
    }
    if (at === limit && !atEnd) return -1;
    const end = at > from && bytes[at - 1] === CR ? at - 1 : at;
    if (count < MAX_FIELDS) {
      fieldStarts[count] = Math.min(fieldStart, end);
      fieldEnds[count] = end;
    }
    this.bytes = bytes;
    this.start = from;
    this.end = end;
    this.fieldCount = count + 1;
    this.marks = marks;
    return at + 1;
  }
}

/** Scans a whole line given as text or bytes, without its line end. */
export function scanLine(line: string | Uint8Array): ScannedLine {
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  const scanned = new ScannedLine();
  scanned.scan(bytes, 0, bytes.length, true);
  return scanned;
}
