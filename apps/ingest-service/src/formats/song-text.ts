import { utf8Text } from './raw-fields.js';
import { repairBit } from './repair.js';
import {
  MARK_AMPERSAND,
  MARK_BACKSLASH,
  MARK_BAD_BYTES,
  MARK_CARRIAGE_RETURN,
  MARK_CONTROL,
} from './scanned-line.js';
import type { ScannedLine } from './scanned-line.js';

const NAMED: Record<string, string> = { amp: '&', apos: "'", lt: '<', gt: '>', quot: '"', nbsp: ' ' };
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|apos|lt|gt|quot|nbsp));/gi;
// oxlint-disable-next-line no-control-regex -- control characters are what this removes
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

const HTML_ENTITY = repairBit('html_entity');
const SLASH_ESCAPE = repairBit('slash_escape');
const LINE_BREAK = repairBit('line_break_removed');
const CONTROL = repairBit('control_removed');
const BAD_BYTES = repairBit('text_bytes_replaced');

/**
 * A title or singer as text, repaired; null when it is empty. Invalid UTF-8 becomes U+FFFD, a tab inside it a
 * blank.
 */
export function readSongText(bytes: Uint8Array, start: number, end: number): string | null {
  if (start >= end) return null;
  const text = utf8Text(bytes, start, end)
    .replace(/\r/g, '')
    .replace(CONTROLS, '')
    .replace(/ ?\t/g, ' ')
    .replaceAll('\\/', '/')
    .replace(ENTITY, decodeEntity)
    .replace(CONTROLS, '');
  return text === '' ? null : text;
}

/** The repair rules that `readSongText` uses on the line's bytes from `start` to `end`. */
export function songTextRepairs(line: ScannedLine, start: number, end: number): number {
  const { marks } = line;
  if (marks === 0 || start >= end) return 0;
  // Control characters and bad bytes elsewhere make other fields unreadable: the line's marks suffice.
  let repairs = 0;
  if (marks & MARK_CARRIAGE_RETURN) repairs |= LINE_BREAK;
  if (marks & MARK_CONTROL) repairs |= CONTROL;
  if (marks & MARK_BAD_BYTES) repairs |= BAD_BYTES;
  if (marks & (MARK_AMPERSAND | MARK_BACKSLASH)) {
    const text = utf8Text(line.bytes, start, end);
    if (text.includes('\\/')) repairs |= SLASH_ESCAPE;
    ENTITY.lastIndex = 0;
    if (ENTITY.test(text)) repairs |= HTML_ENTITY;
  }
  return repairs;
}

function decodeEntity(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()]!;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal!, 16);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
