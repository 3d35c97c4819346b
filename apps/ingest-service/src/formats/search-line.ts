import { isUtf8 } from 'node:buffer';
import { COLUMNS } from './columns.js';
import { readDevice } from './device.js';
import { tooFewFields } from './field-count.js';
import { isPlausibleDay } from './plausible-day.js';
import type { PlausibleDays } from './plausible-day.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import { MARK_BAD_BYTES } from './scanned-line.js';
import type { ScannedLine } from './scanned-line.js';
import { readUserId } from './song-line.js';
import { readTimeStamp } from './time-stamp.js';
import type { TimeStamp } from './time-stamp.js';
import type { Id } from './whole-number.js';

export const SEARCH_FIELDS = COLUMNS.search.length;

const DEVICE_UNKNOWN = repairBit('device_unknown');
const TIME_STAMP_UNREADABLE = repairBit('time_stamp_unreadable');
const BAD_BYTES = repairBit('text_bytes_replaced');
const DECODED = repairBit('query_percent_decoded');
const MALFORMED = repairBit('query_percent_malformed');
const CONTROL = repairBit('control_removed');
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** One search. */
export interface SearchEvent {
  userId: Id;
  device: number;
  /** Null when unreadable; then the day comes from the archive name or the line is rejected. */
  searchedAt: TimeStamp | null;
  query: string;
  /** Bits of the repair rules used. */
  repairs: number;
}

/**
 * Parses one line of a search log: an event, or the reason why it is rejected. Never throws.
 * @param days which days the time may have when it gives the day, so that a line without one is rejected;
 * null: the day is known
 */
export function parseSearchLine(
  line: ScannedLine,
  days: PlausibleDays | null,
): SearchEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  // Queries are encoded, so no line break and no tab can be in one: no title field, nothing to join.
  if (fieldCount < SEARCH_FIELDS) return tooFewFields(line, Number.POSITIVE_INFINITY);
  if (fieldCount > SEARCH_FIELDS) return 'too_many_fields';

  const userId = readUserId(line);
  if (typeof userId === 'string') return userId;
  const searchedAt = readTimeStamp(bytes, starts[2]!, ends[2]!);
  if (days !== null) {
    if (searchedAt === null) return 'day_unknown';
    if (!isPlausibleDay(searchedAt.day, days)) return 'day_implausible';
  }
  const device = readDevice(bytes, starts[1]!, ends[1]!);
  const { query, repairs: queryRepairs } = readQuery(bytes, starts[3]!, ends[3]!);
  let repairs = queryRepairs;
  if (device === 0) repairs |= DEVICE_UNKNOWN;
  if (searchedAt === null) repairs |= TIME_STAMP_UNREADABLE;
  if (line.marks & MARK_BAD_BYTES) repairs |= BAD_BYTES;
  return { userId, device, searchedAt, query, repairs };
}

/** A query as text, and the repair rules (bits) that were used. */
interface ReadQuery {
  query: string;
  repairs: number;
}

/**
 * Decodes a percent-encoded query. iOS writes lower-case digits and encodes every byte, a blank as %20;
 * Android writes upper-case digits and a blank as +. One decoding serves both: iOS never leaves a + as it is.
 */
function readQuery(bytes: Uint8Array, start: number, end: number): ReadQuery {
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
