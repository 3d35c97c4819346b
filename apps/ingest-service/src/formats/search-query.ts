import { isUtf8 } from 'node:buffer';
import { repairBit } from './repair.js';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

const DECODED = repairBit('query_percent_decoded');
const MALFORMED = repairBit('query_percent_malformed');
const BAD_BYTES = repairBit('text_bytes_replaced');
const CONTROL = repairBit('control_removed');

/** A query as text, and the repair rules (bits) that were used. */
export interface ReadQuery {
  query: string;
  repairs: number;
}

/**
 * Decodes a percent-encoded query. iOS writes lower-case digits and encodes every byte, a blank as %20;
 * Android writes upper-case digits and a blank as +. One decoding serves both: iOS never leaves a + as it is.
 */
export function readQuery(bytes: Uint8Array, start: number, end: number): ReadQuery {
  const decoded = Buffer.allocUnsafe(end - start);
  let length = 0;
  let repairs = 0;
  for (let at = start; at < end; at++) {
    let byte = bytes[at]!;
    if (byte === PERCENT) {
      const high = at + 2 < end ? hexadecimal(bytes[at + 1]!) : -1;
      const low = at + 2 < end ? hexadecimal(bytes[at + 2]!) : -1;
      if (high < 0 || low < 0) repairs |= MALFORMED;
      else {
        byte = (high << 4) | low;
        at += 2;
        repairs |= DECODED;
      }
    } else if (byte === PLUS) {
      byte = SPACE;
      repairs |= DECODED;
    }
    if (byte < SPACE || byte === 0x7f) repairs |= CONTROL;
    else decoded[length++] = byte;
  }
  const text = decoded.subarray(0, length);
  if (!isUtf8(text)) repairs |= BAD_BYTES;
  return { query: text.toString('utf8'), repairs };
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
