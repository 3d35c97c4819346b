import { addInt16, beginText } from './copy-rows';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice, readNumber } from './fields';
import { accept, beginEvent, OTHER, TAKEN } from './plain-event';
import { DEVICE_UNKNOWN, endRowsAt, QUERY_DECODED, rowsEnd } from './status';

const TABS: u32 = 3;
const SPACE: u32 = 0x20;
const PERCENT: u32 = 0x25;
const PLUS: u32 = 0x2b;
const COLON: u32 = 0x3a;
const DELETE: u32 = 0x7f;
const TIME_BYTES: usize = 19;
/** No time of the known day. */
const NO_TIME: i64 = i64.MIN_VALUE;
/** Something of the query has to be repaired. */
const NOT_PLAIN: usize = 0;
/** Bytes of the row before the text of the query, which is decoded where it will stay. */
const BEFORE_QUERY: usize = 2 + 12 + 12 + 8 + 8 + 6 + 4;

/** The last query held something percent-encoded or a +. */
let wasEncoded: bool = false;
/** The known day: eight and two bytes of `YYYY-MM-DD`, and its first microsecond since 2000-01-01. */
let dayStart: u64 = 0;
let dayEnd: u16 = 0;
let midnight: i64 = 0;

/** As `readSong`, by the rules of `parseSearchLine`. */
export function readSearch(start: usize, first: u32, last: u32, event: u32): i32 {
  if (!isPlain(first, last, TABS)) return OTHER;
  const tab0 = placeOf(first);
  const tab1 = placeOf(first + 1);
  const tab2 = placeOf(first + 2);
  const spaced = isSpaced(start, tab0);
  const userId = readNumber(start, fieldEnd(start, tab0, spaced));
  const searchedAt = readTimeStamp(tab1 + 1, fieldEnd(tab1 + 1, tab2, spaced));
  if (userId < 0 || searchedAt == NO_TIME) return OTHER;
  const device = readDevice(tab0 + 1, fieldEnd(tab0 + 1, tab1, spaced));
  // The row counts only when its end is set.
  const text = rowsEnd() + BEFORE_QUERY;
  const textEnd = decodeQuery(tab2 + 1, placeOf(last), text);
  if (textEnd == NOT_PLAIN) return OTHER;
  const repairs = (device == 0 ? DEVICE_UNKNOWN : 0) | (wasEncoded ? QUERY_DECODED : 0);
  const outcome = accept(userId, repairs);
  if (outcome == TAKEN) addSearch(event, userId, searchedAt, device, text, <u32>(textEnd - text));
  return outcome;
}

/** Adds the row of a search, and its event to the batch. @param searchedAt NO_TIME when unknown */
export function addSearch(
  event: u32,
  userId: i64,
  searchedAt: i64,
  device: i32,
  query: usize,
  queryBytes: u32,
): void {
  let at = addInt16(beginEvent(event, 6, userId, device, searchedAt, NO_TIME), device);
  at = beginText(at, queryBytes);
  if (at != query) memory.copy(at, query, queryBytes);
  endRowsAt(at + queryBytes);
}

/** @param written where the ten bytes lie */
export function setKnownDay(written: usize, day: i32): void {
  dayStart = load<u64>(written);
  dayEnd = load<u16>(written, 8);
  midnight = <i64>day * 86_400_000_000;
}

/** Microseconds since 2000-01-01 of `YYYY-MM-DD HH:MM:SS` on the known day; NO_TIME for all else. */
export function readTimeStamp(start: usize, end: usize): i64 {
  if (end - start != TIME_BYTES || load<u64>(start) != dayStart || load<u16>(start, 8) != dayEnd) return NO_TIME;
  if (load<u8>(start, 10) != SPACE || load<u8>(start, 13) != COLON || load<u8>(start, 16) != COLON) return NO_TIME;
  const hours = twoDigits(start + 11);
  const minutes = twoDigits(start + 14);
  const seconds = twoDigits(start + 17);
  if (hours > 23 || minutes > 59 || seconds > 59) return NO_TIME;
  return midnight + <i64>(hours * 3600 + minutes * 60 + seconds) * 1_000_000;
}

/** More than 99 when one of them is no digit. */
function twoDigits(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/** Writes the decoded query to `out`, as `readQuery` does; answers its end, NOT_PLAIN where that repairs. */
function decodeQuery(start: usize, end: usize, out: usize): usize {
  const text = out;
  let encoded = false;
  let high: u32 = 0;
  for (let at = start; at < end; at++) {
    let byte = <u32>load<u8>(at);
    if (byte == PERCENT) {
      if (at + 2 >= end) return NOT_PLAIN;
      const value = (hexadecimal(<u32>load<u8>(at, 1)) << 4) | hexadecimal(<u32>load<u8>(at, 2));
      if (value > 255) return NOT_PLAIN;
      byte = value;
      at += 2;
      encoded = true;
    } else if (byte == PLUS) {
      byte = SPACE;
      encoded = true;
    }
    if (byte < SPACE || byte == DELETE) return NOT_PLAIN;
    high |= byte;
    store<u8>(out++, <u8>byte);
  }
  wasEncoded = encoded;
  return (high & 0x80) == 0 || isUtf8(text, out) ? out : NOT_PLAIN;
}

/** More than 255 for what is no digit, also when it is shifted. */
// @ts-ignore: decorator
@inline
function hexadecimal(byte: u32): u32 {
  const digit = byte - 0x30;
  if (digit < 10) return digit;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 0x100;
}

/** The bytes are UTF-8 (RFC 3629, section 4): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
function isUtf8(start: usize, end: usize): bool {
  let at = start;
  while (at < end) {
    const lead = <u32>load<u8>(at++);
    if (lead < 0x80) continue;
    if (lead < 0xc2 || lead > 0xf4) return false;
    const more: usize = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (at + more > end) return false;
    const second = <u32>load<u8>(at);
    const least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const most: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    for (let i: usize = 1; i < more; i++) if ((load<u8>(at + i) & 0xc0) != 0x80) return false;
    at += more;
  }
  return true;
}
