import { COLUMNS } from './columns.js';
import { readDevice } from './device.js';
import { isPlausibleDay } from './plausible-day.js';
import type { PlausibleDays } from './plausible-day.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import { MARK_BAD_BYTES } from './scanned-line.js';
import type { ScannedLine } from './scanned-line.js';
import { readQuery } from './search-query.js';
import { readUserId } from './song-line.js';
import { readTimeStamp } from './time-stamp.js';
import type { TimeStamp } from './time-stamp.js';
import { tooFewFields } from './field-count.js';
import type { Id } from './whole-number.js';

export const SEARCH_FIELDS = COLUMNS.search.length;

const DEVICE_UNKNOWN = repairBit('device_unknown');
const TIME_STAMP_UNREADABLE = repairBit('time_stamp_unreadable');
const BAD_BYTES = repairBit('text_bytes_replaced');

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
