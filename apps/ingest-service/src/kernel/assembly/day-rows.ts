import { allocate } from './blocks';
import { HEAP, ROWS_FULL, SORTED_IDS, TEXTS } from './places';
import { addLengthRow, addSongRow, furtherLengths, namingRankOf, nextLength, songCount, finishSongs, songIdOf, songRowBytes } from './songs';
import { SortedIds } from './sorted-ids';
import { endRowsAt, rowsEnd } from './status';
import { addUserDayRow, finishUsers, userCount, userIdOf } from './users';

/** Names of the day's archives by their ranks: address and bytes. */
let names: usize = 0;
/** The further length of the song in work whose row comes next; 0 when there is none. */
let length: usize = 0;

/** Songs or users, whose rows are made one after the other. */
const sorted = changetype<SortedIds>(SORTED_IDS);

export function startNames(archives: u32): void {
  length = 0;
  sorted.clear();
  names = allocate(35 - <u32>clz<u32>(archives + 1));
}

/** Keeps the name that lies in TEXTS. */
export function nameArchive(rank: u32, bytes: u32): void {
  const name = allocate(max(4, 32 - <u32>clz<u32>(bytes)));
  memory.copy(name, TEXTS, bytes);
  store<u32>(names + (<usize>rank << 3), <u32>name);
  store<u32>(names + (<usize>rank << 3), bytes, 4);
}

/** All archives of the day are read; what songs and users were looked up by is given back. */
export function finishDay(): void {
  // The songs' table last: no other block is cut from it before ids are sorted.
  finishUsers();
  finishSongs();
}

/** Sorts the songs of a part, the even (0) or odd (1) blocks of 2^blockBits ids; answers how many. */
export function sortSongs(blockBits: u32, part: u32): u32 {
  let count: u32 = 0;
  for (let song: u32 = 0; song < songCount(); song++) if (isOfPart(song, blockBits, part)) count++;
  sorted.start(count);
  for (let song: u32 = 0; song < songCount(); song++) {
    if (isOfPart(song, blockBits, part)) sorted.add(song, songIdOf(song));
  }
  sorted.sort();
  return sorted.count;
}

// @ts-ignore: decorator
@inline
function isOfPart(song: u32, blockBits: u32, part: u32): bool {
  return (<u32>(songIdOf(song) >> <i64>blockBits) & 1) == part;
}

/** Brings the users in order; answers how many there are. */
export function sortUsers(): u32 {
  sorted.start(userCount());
  for (let user: u32 = 0; user < userCount(); user++) sorted.add(user, userIdOf(user));
  sorted.sort();
  return sorted.count;
}

/** Adds rows of the sorted songs from `place` on until the rows are full; answers the next place. */
export function addSongs(place: u32): u32 {
  let at = rowsEnd();
  while (place < sorted.count && at < ROWS_FULL) {
    const song = sorted.numberAt(place);
    if (length == 0) {
      const name = names + (<usize>namingRankOf(song) << 3);
      const nameBytes = <usize>load<u32>(name, 4);
      // A title of 64 KiB: not beyond the end of the rows.
      if (at + songRowBytes(song) + nameBytes > HEAP) break;
      at = addSongRow(at, song, <usize>load<u32>(name), nameBytes);
      length = furtherLengths(song);
    }
    for (; length != 0 && at < ROWS_FULL; length = nextLength(length)) at = addLengthRow(at, song, length);
    if (length == 0) place++;
  }
  endRowsAt(at);
  return place;
}

/** The same with rows of the rollup, of the sorted users. */
export function addUserDays(place: u32, day: i32): u32 {
  let at = rowsEnd();
  for (; place < sorted.count && at < ROWS_FULL; place++) at = addUserDayRow(at, sorted.numberAt(place), day);
  endRowsAt(at);
  return place;
}
