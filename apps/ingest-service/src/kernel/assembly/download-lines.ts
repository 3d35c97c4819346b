import { addInt16 } from './copy-rows';
import { NONE, put, putId, SONG_IDS, SONG_SECONDS } from './events';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice } from './fields';
import { readNumber } from './numbers';
import { accept, beginEvent, OTHER, putTexts, TAKEN } from './plain-event';
import { DEVICE_UNKNOWN, endRowsAt, SONG_ID_UNKNOWN } from './status';

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
  const outcome = accept(userId, repairs);
  if (outcome != TAKEN) return outcome;
  putTexts(event, tab2 + 1, fieldEnd(tab2 + 1, tab3, spaced), tab3 + 1, fieldEnd(tab3 + 1, tab4, spaced));
  addDownload(event, userId, songId, device);
  return TAKEN;
}

/** Adds the row of a download, and its event to the batch. @param songId 0 when unknown */
// @ts-ignore: decorator
@inline
export function addDownload(event: u32, userId: i64, songId: i64, device: i32): void {
  putId(SONG_IDS, event, songId);
  put(SONG_SECONDS, event, NONE);
  endRowsAt(addInt16(beginEvent(event, 5, userId, device, songId, 0), device));
}
