import { readSongText } from './song-text.js';
import { MARK_BAD_BYTES } from './scanned-line.js';
import type { ScannedLine } from './scanned-line.js';

const SPACE = 0x20;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/**
 * A hash of 16 bits, -32,768 to 32,767, of the singer that `readSongText` reads from the line's bytes from
 * `start` to `end`; null when that names none. FNV-1a of the text's UTF-8 (Fowler, Noll and Vo, RFC 9923),
 * both halves joined by exclusive or. It is stored in `play_event`, so it stays what it is. Makes no text of
 * nearly all singers: 10 bytes a play.
 */
export function singerHash(line: ScannedLine, start: number, end: number): number | null {
  if (start >= end) return null;
  if (line.marks & MARK_BAD_BYTES) return hashOfRepaired(line, start, end);
  const { bytes } = line;
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    // Each repair needs one of these; an entity its semicolon, so that "A&B" is read as it is.
    if (byte < SPACE || byte === SEMICOLON || byte === BACKSLASH || byte === DELETE) {
      return hashOfRepaired(line, start, end);
    }
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  return folded(hash);
}

function hashOfRepaired(line: ScannedLine, start: number, end: number): number | null {
  const text = readSongText(line.bytes, start, end);
  if (text === null) return null;
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return folded(hash);
}

function folded(hash: number): number {
  return ((hash ^ (hash >>> 16)) << 16) >> 16;
}
