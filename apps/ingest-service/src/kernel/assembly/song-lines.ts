import { addInt16, addInt32, addNull } from './copy-rows';
import { NONE, PLAY_SECONDS, put, putId, SINGER_HASHES, SONG_IDS, SONG_SECONDS } from './events';
import { fieldEnd, isPlain, isSpaced, placeOf, readDevice, readNumber } from './fields';
import { accept, beginEvent, kind, OTHER, PLAY, putTexts, TAKEN } from './plain-event';
import { DEVICE_UNKNOWN, endRowsAt, SONG_ID_UNKNOWN } from './status';

const TABS_OF_PLAY: u32 = 8;
const TABS_OF_DOWNLOAD: u32 = 5;
/** `MAX_SECONDS` of play-seconds.ts. */
const MAX_SECONDS: i64 = 21600;
const MAX_SMALLINT: i64 = 32767;

/**
 * Reads the play or download in the specials from `first` to `last`: row and event `event` of the batch. OTHER for
 * everything that is not plain: the rules for it are those of `parsePlayLine` and `parseDownloadLine`, with which
 * this agrees on every line that it takes.
 */
export function readSong(start: usize, first: u32, last: u32, event: u32): i32 {
  const isPlay = kind == PLAY;
  if (!isPlain(first, last, isPlay ? TABS_OF_PLAY : TABS_OF_DOWNLOAD)) return OTHER;
  const tab0 = placeOf(first);
  const tab1 = placeOf(first + 1);
  const tab2 = placeOf(first + 2);
  const spaced = isSpaced(start, tab0);
  const userId = readNumber(start, fieldEnd(start, tab0, spaced));
  const songId = readNumber(tab1 + 1, fieldEnd(tab1 + 1, tab2, spaced));
  if ((userId | songId) < 0) return OTHER;
  let beforeTitle = first + 2;
  let songType: i64 = NONE;
  let playSeconds: i64 = NONE;
  let songSeconds: i64 = NONE;
  if (isPlay) {
    beforeTitle++;
    const tab5 = placeOf(first + 5);
    const tab6 = placeOf(first + 6);
    songType = readNumber(tab2 + 1, fieldEnd(tab2 + 1, placeOf(beforeTitle), spaced));
    playSeconds = readNumber(tab5 + 1, fieldEnd(tab5 + 1, tab6, spaced));
    songSeconds = readNumber(tab6 + 1, fieldEnd(tab6 + 1, placeOf(first + 7), spaced));
    if ((songType | playSeconds | songSeconds) < 0) return OTHER;
    if (songType > MAX_SMALLINT || songSeconds > MAX_SECONDS || playSeconds > longestPlay(songSeconds)) return OTHER;
  }
  const device = readDevice(tab0 + 1, fieldEnd(tab0 + 1, tab1, spaced));
  const repairs = (songId == 0 ? SONG_ID_UNKNOWN : 0) | (device == 0 ? DEVICE_UNKNOWN : 0);
  const outcome = accept(userId, repairs);
  if (outcome != TAKEN) return outcome;
  const title = placeOf(beforeTitle) + 1;
  const singer = placeOf(beforeTitle + 1) + 1;
  const singerEnd = fieldEnd(singer, placeOf(beforeTitle + 2), spaced);
  const hash = isPlay ? singerHash(singer, singerEnd) : NONE;
  putTexts(event, title, fieldEnd(title, singer - 1, spaced), singer, singerEnd);
  addSong(event, userId, songId, <i32>songType, <i32>playSeconds, <i32>songSeconds, device, hash);
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

/**
 * Adds the row of a play or download, and its event to the batch.
 * @param songId 0 when unknown; other fields NONE, as those that downloads do not have
 */
// @ts-ignore: decorator
@inline
export function addSong(
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
  const isPlay = kind == PLAY;
  let at = beginEvent(event, isPlay ? 9 : 5, userId, device, songId, 0);
  if (isPlay) {
    at = playSeconds == NONE ? addNull(at) : addInt32(at, playSeconds);
    at = songSeconds == NONE ? addNull(at) : addInt32(at, songSeconds);
    at = songType == NONE ? addNull(at) : addInt16(at, songType);
  }
  at = addInt16(at, device);
  if (isPlay) at = singer == NONE ? addNull(at) : addInt16(at, singer);
  endRowsAt(at);
}
