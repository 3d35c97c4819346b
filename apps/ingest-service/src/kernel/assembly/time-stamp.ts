/** No time of the known day. */
export const NO_TIME: i64 = i64.MIN_VALUE;

const BYTES: usize = 19;
const SPACE: u32 = 0x20;
const COLON: u32 = 0x3a;

/** The known day: eight and two bytes of `YYYY-MM-DD`, and its first microsecond since 2000-01-01. */
let dayStart: u64 = 0;
let dayEnd: u16 = 0;
let midnight: i64 = 0;

/** @param written where the ten bytes lie */
export function setKnownDay(written: usize, day: i32): void {
  dayStart = load<u64>(written);
  dayEnd = load<u16>(written, 8);
  midnight = <i64>day * 86_400_000_000;
}

/** Microseconds since 2000-01-01 of `YYYY-MM-DD HH:MM:SS` on the known day; NO_TIME for all else. */
export function readTimeStamp(start: usize, end: usize): i64 {
  if (end - start != BYTES || load<u64>(start) != dayStart || load<u16>(start, 8) != dayEnd) return NO_TIME;
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
