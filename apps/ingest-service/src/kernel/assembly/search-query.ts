import { isUtf8 } from './utf8';

const PERCENT: u32 = 0x25;
const PLUS: u32 = 0x2b;
const SPACE: u32 = 0x20;
const DELETE: u32 = 0x7f;

/** Something of the query has to be repaired. */
export const NOT_PLAIN: usize = 0;

/** The last query held something percent-encoded or a +. */
export let wasEncoded: bool = false;

/** Writes the decoded query to `out`, as `readQuery` does; answers its end, NOT_PLAIN where that repairs. */
export function decodeQuery(start: usize, end: usize, out: usize): usize {
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
