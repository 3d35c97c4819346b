import { allocate } from './blocks';
import { HEAP, ROWS_FULL, SORTED_SONGS, SORTED_USERS, TEXTS } from './places';
import { addLengthRow, addSongRow, furtherLengths, namingRankOf, nextLength, songCount, songIdOf, songRowBytes } from './songs';
import { SortedIds } from './sorted-ids';
import { endRowsAt, rowsEnd } from './status';
import { addUserDayRow, userCount, userIdOf } from './users';

/** Names of the day's archives by their ranks: address and bytes. */
let names: usize = 0;
/** The further length of the song in work whose row comes next; 0 when there is none. */
let length: usize = 0;

const songs = changetype<SortedIds>(SORTED_SONGS);
const users = changetype<SortedIds>(SORTED_USERS);

export function startNames(archives: u32): void {
  names = allocate(35 - <u32>clz<u32>(archives + 1));
}

/** Keeps the name that lies in TEXTS. */
export function nameArchive(rank: u32, bytes: u32): void {
  const name = allocate(max(4, 32 - <u32>clz<u32>(bytes)));
  memory.copy(name, TEXTS, bytes);
  store<u32>(names + (<usize>rank << 3), <u32>name);
  store<u32>(names + (<usize>rank << 3), bytes, 4);
}

export function sortSongs(): void {
  songs.start(songCount());
  for (let song: u32 = 0; song < songCount(); song++) songs.put(song, songIdOf(song));
  songs.sort();
}

export function sortUsers(): void {
  users.start(userCount());
  for (let user: u32 = 0; user < userCount(); user++) users.put(user, userIdOf(user));
  users.sort();
}

/**
 * Adds rows of the songs of a part, whose blocks of 2^blockBits ids are the even (0) or odd (1) ones, from `place` of their order on, until the rows
 * are full; answers the place where to go on. All are added when that is their number.
 */
export function addSongs(place: u32, day: i32, blockBits: u32, part: u32): u32 {
  let at = rowsEnd();
  while (place < songCount() && at < ROWS_FULL) {
    const song = songs.numberAt(place);
    if ((<u32>(songIdOf(song) >> <i64>blockBits) & 1) == part) {
      if (length == 0) {
        const name = names + (<usize>namingRankOf(song) << 3);
        const nameBytes = <usize>load<u32>(name, 4);
        // A title of 64 KiB: not beyond the end of the rows.
        if (at + songRowBytes(song) + nameBytes > HEAP) break;
        at = addSongRow(at, song, day, <usize>load<u32>(name), nameBytes);
        length = furtherLengths(song);
      }
      for (; length != 0 && at < ROWS_FULL; length = nextLength(length)) at = addLengthRow(at, song, length);
      if (length != 0) break;
    }
    place++;
  }
  endRowsAt(at);
  return place;
}

/** The same with rows of the rollup by user. */
export function addUserDays(place: u32, day: i32): u32 {
  let at = rowsEnd();
  for (; place < userCount() && at < ROWS_FULL; place++) at = addUserDayRow(at, users.numberAt(place), day);
  endRowsAt(at);
  return place;
}
