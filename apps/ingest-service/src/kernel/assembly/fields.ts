import { SPECIALS } from './places';

const TAB: u32 = 0x09;
const LF: u32 = 0x0a;
const SPACE: u32 = 0x20;
const AMPERSAND: u32 = 0x26;
const SEMICOLON: u32 = 0x3b;

/** Where the special byte number `at` lies. */
// @ts-ignore: decorator
@inline
export function placeOf(at: u32): usize {
  return <usize>load<u32>(SPECIALS + (<usize>at << 2));
}

/** The special at or after `at` that ends a line; `count` when none does. */
// @ts-ignore: decorator
@inline
export function lineEnd(at: u32, count: u32): u32 {
  while (at < count && load<u8>(placeOf(at)) != LF) at++;
  return at;
}

/**
 * The specials from `first` to `last`, a line end, are `tabs` tabs and perhaps some &: nothing that has to be
 * repaired. Moves the places of the tabs together, from `first` on.
 */
// @ts-ignore: decorator
@inline
export function isPlain(first: u32, last: u32, tabs: u32): bool {
  // Nearly every line has its tabs and nothing else.
  if (last - first != tabs) return isPlainWithAmpersands(first, last, tabs);
  for (let at = first; at < last; at++) if (load<u8>(placeOf(at)) != TAB) return false;
  return true;
}

/** An & without a semicolon behind it begins no entity. */
function isPlainWithAmpersands(first: u32, last: u32, tabs: u32): bool {
  let found = first;
  let ampersand: usize = 0;
  for (let at = first; at < last; at++) {
    const place = placeOf(at);
    const byte = load<u8>(place);
    if (byte == TAB) {
      store<u32>(SPECIALS + (<usize>found << 2), <u32>place);
      found++;
    } else if (byte != AMPERSAND) return false;
    else if (ampersand == 0) ampersand = place;
  }
  if (found - first != tabs || ampersand == 0) return false;
  for (let at = ampersand, end = placeOf(last); at < end; at++) if (load<u8>(at) == SEMICOLON) return false;
  return true;
}

/** The dialect with a blank before each tab: of a line whose first tab has one. */
// @ts-ignore: decorator
@inline
export function isSpaced(lineStart: usize, firstTab: usize): bool {
  return firstTab > lineStart && load<u8>(firstTab - 1) == SPACE;
}

/** Where a field ends that lies between `start` and the tab or line end at `stop`. */
// @ts-ignore: decorator
@inline
export function fieldEnd(start: usize, stop: usize, spaced: bool): usize {
  return spaced && stop > start && load<u8>(stop - 1) == SPACE ? stop - 1 : stop;
}

/** Device codes as stored: 1 ar (Android), 2 ip (iOS), 3 mc (Mac), 4 wp (Windows Phone), 0 anything else. */
// @ts-ignore: decorator
@inline
export function readDevice(start: usize, end: usize): i32 {
  if (end - start != 2) return 0;
  const letters = load<u16>(start);
  if (letters == 0x7261) return 1;
  if (letters == 0x7069) return 2;
  if (letters == 0x636d) return 3;
  return letters == 0x7077 ? 4 : 0;
}

/** Not a plain number. */
const NO_NUMBER: i64 = -1;
const ZEROS: u64 = 0x3030303030303030;

/** A number of 1 to 15 digits and nothing else; NO_NUMBER otherwise. Reads up to 8 bytes before `start`. */
// @ts-ignore: decorator
@inline
export function readNumber(start: usize, end: usize): i64 {
  const length = <u32>(end - start);
  if (length - 1 < 8) return upTo8Digits(end, length);
  if (length == 0 || length > 15) return NO_NUMBER;
  const high = upTo8Digits(end - 8, length - 8);
  const low = upTo8Digits(end, 8);
  return (high | low) < 0 ? NO_NUMBER : high * 100_000_000 + low;
}

/** Eight digits at once, without a loop to predict (Lemire, Quickly parsing eight digits, 2018). */
// @ts-ignore: decorator
@inline
function upTo8Digits(end: usize, length: u32): i64 {
  const kept = <u64>-1 << <u64>((8 - length) << 3);
  let digits = ((load<u64>(end - 8) & kept) | (ZEROS & ~kept)) ^ ZEROS;
  if (((digits + 0x7676767676767676) | digits) & 0x8080808080808080) return NO_NUMBER;
  digits = digits * 10 + (digits >> 8);
  return <i64>(
    ((((digits & 0x000000ff000000ff) * 0x000f424000000064) +
      (((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001)) >>
      32)
  );
}
