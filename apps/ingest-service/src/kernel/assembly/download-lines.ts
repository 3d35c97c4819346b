import { archiveId, day, sampledRepairs } from './archive';
import { addInt16, addInt32, addInt64, addNull, beginRow } from './copy-rows';
import { isErased } from './erased-users';
import {
  DEVICES,
  NONE,
  put,
  putId,
  SINGER_ENDS,
  SINGER_STARTS,
  SONG_IDS,
  SONG_SECONDS,
  TITLE_ENDS,
  TITLE_STARTS,
  USER_IDS,
} from './events';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice } from './fields';
import { readNumber } from './numbers';
import { ERASED_USER, OTHER, TAKEN } from './play-lines';
import { countErased, countEvent, DEVICE_UNKNOWN, endRowsAt, rowsEnd, SONG_ID_UNKNOWN } from './status';

const TABS: u32 = 5;

/** As `readPlay`, by the rules of `parseDownloadLine`. */
export function readDownload(start: usize, first: u32, last: u32, event: u32): i32 {
  if (!isPlain(first, last, TABS)) return OTHER;
  const tab0 = placeOf(first);
  const tab1 = placeOf(first + 1);
  const tab2 = placeOf(first + 2);
  const tab3 = placeOf(first + 3);
  const tab4 = placeOf(first + 4);
  const spaced = isSpaced(start, tab0);
  const userId = readNumber(start, fieldEnd(start, tab0, spaced));
  const songId = readNumber(tab1 + 1, fieldEnd(tab1 + 1, tab2, spaced));
  if ((userId | songId) < 0) return OTHER;
  const device = readDevice(tab0 + 1, fieldEnd(tab0 + 1, tab1, spaced));
  const repairs = (songId == 0 ? SONG_ID_UNKNOWN : 0) | (device == 0 ? DEVICE_UNKNOWN : 0);
  if ((repairs & ~sampledRepairs) != 0) return OTHER;
  if (isErased(userId)) {
    countErased();
    return ERASED_USER;
  }
  countEvent(repairs);
  put(TITLE_STARTS, event, <i32>(tab2 + 1));
  put(TITLE_ENDS, event, <i32>fieldEnd(tab2 + 1, tab3, spaced));
  put(SINGER_STARTS, event, <i32>(tab3 + 1));
  put(SINGER_ENDS, event, <i32>fieldEnd(tab3 + 1, tab4, spaced));
  addDownload(event, userId, songId, device);
  return TAKEN;
}

/** Adds the row of a download, and what is counted of it to the batch. @param songId 0 when unknown */
// @ts-ignore: decorator
@inline
export function addDownload(event: u32, userId: i64, songId: i64, device: i32): void {
  putId(USER_IDS, event, userId);
  putId(SONG_IDS, event, songId);
  put(SONG_SECONDS, event, NONE);
  put(DEVICES, event, device);
  let at = beginRow(rowsEnd(), 5);
  at = addInt64(at, userId);
  at = songId == 0 ? addNull(at) : addInt64(at, songId);
  at = addInt32(at, day);
  at = addInt32(at, archiveId);
  at = addInt16(at, device);
  endRowsAt(at);
}
