import { addInt32, addInt64, addNull, beginRow } from './copy-rows';
import { isErased } from './erased-users';
import { DEVICES, put, putId, SINGER_ENDS, SINGER_STARTS, TITLE_ENDS, TITLE_STARTS, USER_IDS } from './events';
import { countErased, countEvent, rowsEnd } from './status';

/** The archive that is being read. */
export let kind: u32 = 0;
/** Days since 2000-01-01. */
let day: i32 = 0;
let archiveId: i32 = 0;
/** Among the archives of the day in the order of their names, from 1 on. */
export let rank: u32 = 0;

/** Kinds of archives. */
export const PLAY: u32 = 0;
export const DOWNLOAD: u32 = 1;
export const SEARCH: u32 = 2;

export function openArchive(newKind: u32, newDay: i32, newArchiveId: i32, newRank: u32): void {
  kind = newKind;
  day = newDay;
  archiveId = newArchiveId;
  rank = newRank;
}

/** What became of a line: it is not plain, its user is erased, or its event was taken. */
export const OTHER: i32 = -1;
export const ERASED_USER: i32 = 0;
export const TAKEN: i32 = 1;

/** What becomes of a plain line of this user that needs these repairs; counts it. */
// @ts-ignore: decorator
@inline
export function accept(userId: i64, repairs: u32): i32 {
  if (isErased(userId)) {
    countErased();
    return ERASED_USER;
  }
  countEvent(repairs);
  return TAKEN;
}

/** Where title and singer of an event are. */
// @ts-ignore: decorator
@inline
export function putTexts(event: u32, title: usize, titleEnd: usize, singer: usize, singerEnd: usize): void {
  put(TITLE_STARTS, event, <i32>title);
  put(TITLE_ENDS, event, <i32>titleEnd);
  put(SINGER_STARTS, event, <i32>singer);
  put(SINGER_ENDS, event, <i32>singerEnd);
}

/**
 * Begins the row of an event of `fields` columns with those of all kinds; answers where the next column
 * begins.
 * @param songOrTime the second column, null where it is `unknown`
 */
// @ts-ignore: decorator
@inline
export function beginEvent(
  event: u32,
  fields: u32,
  userId: i64,
  device: i32,
  songOrTime: i64,
  unknown: i64,
): usize {
  putId(USER_IDS, event, userId);
  put(DEVICES, event, device);
  let at = beginRow(rowsEnd(), fields);
  at = addInt64(at, userId);
  at = songOrTime == unknown ? addNull(at) : addInt64(at, songOrTime);
  at = addInt32(at, day);
  return addInt32(at, archiveId);
}
