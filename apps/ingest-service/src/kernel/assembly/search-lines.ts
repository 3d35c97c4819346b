import { addInt16, beginText } from './copy-rows';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice } from './fields';
import { readNumber } from './numbers';
import { accept, beginEvent, OTHER, TAKEN } from './plain-event';
import { decodeQuery, NOT_PLAIN, wasEncoded } from './search-query';
import { DEVICE_UNKNOWN, endRowsAt, QUERY_DECODED, rowsEnd } from './status';
import { NO_TIME, readTimeStamp } from './time-stamp';

const TABS: u32 = 3;
/** Bytes of the row before the text of the query, which is decoded where it will stay. */
const BEFORE_QUERY: usize = 2 + 12 + 12 + 8 + 8 + 6 + 4;

/** As `readPlay`, by the rules of `parseSearchLine`. */
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
