import { addInt16, addInt32, addNull } from './copy-rows';
import { NONE, PLAY_SECONDS, put, putId, SINGER_HASHES, SONG_IDS, SONG_SECONDS } from './events';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice, readNumber } from './fields';
import { accept, beginEvent, OTHER, putTexts, TAKEN } from './plain-event';
import { DEVICE_UNKNOWN, endRowsAt, SONG_ID_UNKNOWN } from './status';

const TABS_OF_PLAY: u32 = 8;
const TABS_OF_DOWNLOAD: u32 = 5;
/** `MAX_SECONDS` of play-seconds.ts. */
const MAX_SECONDS: i64 = 21600;
const MAX_SMALLINT: i64 = 32767;

/**
 * Reads the play in the specials from `first` to `last`: row and event `event` of the batch. OTHER for
 * everything that is not plain: the rules for it are those of `parsePlayLine`, with which this agrees on
 * every line that it takes.
 */
export function readPlay(start: usize, first: u32, last: u32, event: u32): i32 {
  if (!isPlain(first, last, TABS_OF_PLAY)) return OTHER;
  const tab0 = placeOf(first);
  const tab1 = placeOf(first + 1);
  const tab2 = placeOf(first + 2);
  const tab3 = placeOf(first + 3);
  const tab4 = placeOf(first + 4);
  const tab5 = placeOf(first + 5);
  const tab6 = placeOf(first + 6);
  const tab7 = placeOf(first + 7);
  const spaced = isSpaced(start, tab0);
  const userId = readNumber(start, fieldEnd(start, tab0, spaced));
  const songId = readNumber(tab1 + 1, fieldEnd(tab1 + 1, tab2, spaced));
  const songType = readNumber(tab2 + 1, fieldEnd(tab2 + 1, tab3, spaced));
  const playSeconds = readNumber(tab5 + 1, fieldEnd(tab5 + 1, tab6, spaced));
  const songSeconds = readNumber(tab6 + 1, fieldEnd(tab6 + 1, tab7, spaced));
  if ((userId | songId | songType | playSeconds | songSeconds) < 0) return OTHER;
  if (songType > MAX_SMALLINT || songSeconds > MAX_SECONDS || playSeconds > longestPlay(songSeconds)) return OTHER;
  const device = readDevice(tab0 + 1, fieldEnd(tab0 + 1, tab1, spaced));
  const repairs = (songId == 0 ? SONG_ID_UNKNOWN : 0) | (device == 0 ? DEVICE_UNKNOWN : 0);
  const outcome = accept(userId, repairs);
  if (outcome != TAKEN) return outcome;
  const singerStart = tab4 + 1;
  const singerEnd = fieldEnd(singerStart, tab5, spaced);
  const singer = singerHash(singerStart, singerEnd);
  putTexts(event, tab3 + 1, fieldEnd(tab3 + 1, tab4, spaced), singerStart, singerEnd);
  addPlay(event, userId, songId, <i32>songType, <i32>playSeconds, <i32>songSeconds, device, singer);
  return TAKEN;
}

/** `singerHash` of singer-hash.ts, of a text in which nothing is repaired; NONE for an empty one. */
// @ts-ignore: decorator
@inline
function singerHash(start: usize, end: usize): i32 {
  if (start >= end) return NONE;
  let hash: u32 = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = (hash ^ <u32>load<u8>(at)) * 0x01000193;
  return <i32>(<i16>(hash ^ (hash >> 16)));
}

/** Longest play that is believed, see `longestPlay` of play-seconds.ts. */
// @ts-ignore: decorator
@inline
function longestPlay(songSeconds: i64): i64 {
  if (songSeconds == 0) return MAX_SECONDS;
  return min(MAX_SECONDS, max(3 * songSeconds, songSeconds + 600));
}

/** Adds the row of a play, and its event to the batch. @param songId 0 when unknown; other fields NONE */
// @ts-ignore: decorator
@inline
export function addPlay(
  event: u32,
  userId: i64,
  songId: i64,
  songType: i32,
  playSeconds: i32,
  songSeconds: i32,
  device: i32,
  singer: i32,
): void {
  putId(SONG_IDS, event, songId);
  put(PLAY_SECONDS, event, playSeconds);
  put(SONG_SECONDS, event, songSeconds);
  put(SINGER_HASHES, event, singer);
  let at = beginEvent(event, 9, userId, device, songId, 0);
  at = playSeconds == NONE ? addNull(at) : addInt32(at, playSeconds);
  at = songSeconds == NONE ? addNull(at) : addInt32(at, songSeconds);
  at = songType == NONE ? addNull(at) : addInt16(at, songType);
  at = addInt16(at, device);
  at = singer == NONE ? addNull(at) : addInt16(at, singer);
  endRowsAt(at);
}

/** As `readPlay`, by the rules of `parseDownloadLine`. */
export function readDownload(start: usize, first: u32, last: u32, event: u32): i32 {
  if (!isPlain(first, last, TABS_OF_DOWNLOAD)) return OTHER;
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
