/** Not a plain number. */
export const NO_NUMBER: i64 = -1;
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
