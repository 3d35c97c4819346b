/** A 64-bit id: a number while it is exact (below 10^15), a bigint above. */
export type Id = number | bigint;

const ZERO = 0x30;
const SPACE = 0x20;
const MINUS = 0x2d;
/** Any 15 digits are exact in a double. */
const EXACT_DIGITS = 15;
const MAX_ID = 2n ** 63n - 1n;
const MAX_DIGITS = String(MAX_ID).length;
const UNKNOWN_SONG = 2n ** 64n - 1n;

/** The field is blank or empty. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== SPACE) return false;
  return true;
}

/** The number of up to 15 digits; undefined where the bytes are anything else. */
export function digitsOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (start === end || end - start > EXACT_DIGITS) return undefined;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = 10 * number + digit;
  }
  return number;
}

/** Reads a whole number from 0 to 2^63-1, blanks around it allowed; undefined for anything else. */
export function readId(bytes: Uint8Array, start: number, end: number): Id | undefined {
  while (start < end && bytes[start] === SPACE) start++;
  while (start < end && bytes[end - 1] === SPACE) end--;
  while (end - start > EXACT_DIGITS && bytes[start] === ZERO) start++;
  if (end - start <= EXACT_DIGITS) return digitsOf(bytes, start, end);
  // Two halves, each exact in a double: making a text of the digits takes three times as long.
  const high = end - start > MAX_DIGITS ? undefined : digitsOf(bytes, start, end - 9);
  const low = digitsOf(bytes, end - 9, end);
  if (high === undefined || low === undefined) return undefined;
  const value = BigInt(high) * 1_000_000_000n + BigInt(low);
  return value <= MAX_ID ? value : undefined;
}

/**
 * Reads a song id: null for the codes of an unknown song (0, -1, 2^64-1), undefined when it is malformed.
 */
export function readSongId(bytes: Uint8Array, start: number, end: number): Id | null | undefined {
  const id = readId(bytes, start, end);
  if (id !== undefined) return id === 0 ? null : id;
  const text = latin1(bytes, start, end).trim();
  if (text === '-1') return null;
  return /^\d{20}$/.test(text) && BigInt(text) === UNKNOWN_SONG ? null : undefined;
}

/** Reads a whole number of up to 15 digits, minus and blanks allowed; undefined for anything else. */
export function readInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  while (start < end && bytes[start] === SPACE) start++;
  while (start < end && bytes[end - 1] === SPACE) end--;
  const negative = start < end && bytes[start] === MINUS;
  if (negative) start++;
  const value = digitsOf(bytes, start, end);
  // Not -0: it would differ from 0 in a comparison by Object.is.
  return negative && value !== undefined ? 0 - value : value;
}

/** The field's bytes as characters 0..255, for rare slow paths. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
