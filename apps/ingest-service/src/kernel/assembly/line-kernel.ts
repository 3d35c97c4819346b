import { releaseAll } from './blocks';
import { startNames } from './day-rows';
import { startErased } from './erased-users';
import { BATCH } from './events';
import { lineEnd, placeOf } from './fields';
import { ROWS_FULL, TEXTS } from './places';
import { DOWNLOAD, kind, OTHER, PLAY, putTexts, rank, SEARCH, TAKEN } from './plain-event';
import { addSearch, readSearch } from './search-lines';
import { addSong, readSong } from './song-lines';
import { countSongs, startSongs, wantsTitle as songWantsTitle } from './songs';
import { findSpecials, WINDOW } from './specials';
import { rowsEnd } from './status';
import { countPlays, countUsers, DOWNLOADS, PLAYS, SEARCHES, startUsers } from './users';

export { addSongs, addUserDays, nameArchive, finishDay, sortSongs, sortUsers } from './day-rows';
export { roomForErased } from './erased-users';
export { INPUT, ROWS, STATUS, TEXTS } from './places';
export { openArchive } from './plain-event';
export { setKnownDay } from './search-lines';
export { songCount } from './songs';

/** The rollup by user is wanted. */
let withUsers: bool = false;
/** Where the bytes end that are to be read. */
let inputEnd: usize = 0;
/**
 * The window: where it begins and ends, how many specials it has, which is the next one, and where its line
 * begins.
 */
let windowStart: usize = 0;
let windowEnd: usize = 0;
let specials: u32 = 0;
let next: u32 = 0;
let nextLine: usize = 0;

/** Forgets the last day. @param archives of the day, at most 65,534 */
export function startDay(users: bool, archives: u32): void {
  releaseAll();
  startErased();
  withUsers = users;
  startNames(archives);
  startSongs();
  startUsers();
}

/** New bytes lie in INPUT, up to `end`. */
export function setInput(end: usize): void {
  inputEnd = end;
  nextLine = 0;
}

/**
 * Takes plain lines from `line` on, until the rows are full or a line is not plain.
 * @returns where the first line begins that it did not take
 */
export function read(line: usize): usize {
  let events: u32 = 0;
  for (;;) {
    if (line != nextLine) startWindow(line);
    const last = lineEnd(next, specials);
    if (last == specials) {
      if (windowEnd == inputEnd) break;
      if (line != windowStart) {
        startWindow(line);
        continue;
      }
      nextLine = 0;
      break;
    }
    const outcome =
      kind == SEARCH ? readSearch(line, next, last, events) : readSong(line, next, last, events);
    next = last + 1;
    nextLine = placeOf(last) + 1;
    if (outcome == OTHER) break;
    line = nextLine;
    if (outcome != TAKEN) continue;
    if (++events == BATCH) {
      count(events);
      events = 0;
    }
    if (rowsEnd() >= ROWS_FULL) break;
  }
  count(events);
  return line;
}

function startWindow(line: usize): void {
  windowStart = line;
  windowEnd = min(line + WINDOW, inputEnd);
  specials = findSpecials(line, windowEnd);
  next = 0;
  nextLine = line;
}

/** Counts users and songs of the events of a batch. */
function count(events: u32): void {
  if (events == 0) return;
  if (withUsers) countUsers(events, kind == PLAY ? PLAYS : kind == DOWNLOAD ? DOWNLOADS : SEARCHES);
  if (kind != SEARCH) countSongs(events, rank);
  if (withUsers && kind == PLAY) countPlays(events);
}

/**
 * Whether a title of the song in this archive would be taken. A song that is new is there from then on: an
 * event of it must follow.
 */
export function wantsTitle(songId: i64): bool {
  return songWantsTitle(songId, rank);
}

/**
 * A play or download that the caller read: title and singer, repaired, lie in TEXTS one behind the other. Ids of 0 and
 * fields of NONE are unknown. Takes no count of the event, which is the caller's.
 */
export function addOtherSong(
  userId: i64,
  songId: i64,
  songType: i32,
  playSeconds: i32,
  songSeconds: i32,
  device: i32,
  singer: i32,
  titleBytes: u32,
  singerBytes: u32,
): void {
  const titleEnd = TEXTS + titleBytes;
  putTexts(0, TEXTS, titleEnd, titleEnd, titleEnd + singerBytes);
  addSong(0, userId, songId, songType, playSeconds, songSeconds, device, singer);
  count(1);
}

/**
 * The same with a search, whose query lies in TEXTS.
 * @param searchedAt microseconds since 2000-01-01, or NO_TIME
 */
export function addOtherSearch(userId: i64, searchedAt: i64, device: i32, queryBytes: u32): void {
  addSearch(0, userId, searchedAt, device, TEXTS, queryBytes);
  count(1);
}
