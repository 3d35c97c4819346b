import { archiveId, day, sampledRepairs } from './archive';
import { addInt16, addInt32, addInt64, addNull, beginRow, beginText } from './copy-rows';
import { isErased } from './erased-users';
import { DEVICES, put, putId, USER_IDS } from './events';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice } from './fields';
import { readNumber } from './numbers';
import { ERASED_USER, OTHER, TAKEN } from './play-lines';
import { decodeQuery, NOT_PLAIN, wasEncoded } from './search-query';
import { countErased, countEvent, DEVICE_UNKNOWN, endRowsAt, QUERY_DECODED, rowsEnd } from './status';
import { NO_TIME, readTimeStamp } from './time-stamp';

const TABS: u32 = 3;
/** What stands in the row before the text of the query: it is decoded where it will stay. */
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
  // The row is not there before its end is told.
  const text = rowsEnd() + BEFORE_QUERY;
  const textEnd = decodeQuery(tab2 + 1, placeOf(last), text);
  if (textEnd == NOT_PLAIN) return OTHER;
  const repairs = (device == 0 ? DEVICE_UNKNOWN : 0) | (wasEncoded ? QUERY_DECODED : 0);
  if ((repairs & ~sampledRepairs) != 0) return OTHER;
  if (isErased(userId)) {
    countErased();
    return ERASED_USER;
  }
  countEvent(repairs);
  addSearch(event, userId, searchedAt, device, text, <u32>(textEnd - text));
  return TAKEN;
}

/** Adds the row of a search, and what is counted of it to the batch. @param searchedAt NO_TIME when unknown */
export function addSearch(
  event: u32,
  userId: i64,
  searchedAt: i64,
  device: i32,
  query: usize,
  queryBytes: u32,
): void {
  putId(USER_IDS, event, userId);
  put(DEVICES, event, device);
  let at = beginRow(rowsEnd(), 6);
  at = addInt64(at, userId);
  at = searchedAt == NO_TIME ? addNull(at) : addInt64(at, searchedAt);
  at = addInt32(at, day);
  at = addInt32(at, archiveId);
  at = addInt16(at, device);
  at = beginText(at, queryBytes);
  if (at != query) memory.copy(at, query, queryBytes);
  endRowsAt(at + queryBytes);
}
