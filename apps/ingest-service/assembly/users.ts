import { addBits256, addFloat32, addInt16, addInt32, addInt64, beginRow } from './copy-rows';
import { DEVICES, get, getId, NONE, PLAY_SECONDS, put, SINGER_HASHES, SONG_SECONDS, SONGS, USER_IDS, USERS } from './events';
import { IdIndex } from './id-index';
import { addPair, MOST_NUMBERS, startPairs } from './pairs';
import { USER_CHUNKS, USER_INDEX } from './places';
import { songBitOf } from './songs';

/**
 * What the rollup of a day says of a user, in 128 bytes: two cache lines, of which the second holds the sketches. The rules are
 * those of `insertUserDaySql`, in whole numbers.
 */
const RECORD_BITS: u32 = 7;
const SECONDS: usize = 8;
const COMPLETION_MILLIONTHS: usize = 16;
export const PLAYS: usize = 24;
export const DOWNLOADS: usize = 28;
export const SEARCHES: usize = 32;
const FULL_PLAYS: usize = 36;
const COMPLETION_COUNT: usize = 40;
const DISTINCT_SONGS: usize = 44;
/** Events by device, 1 to 4. */
const BY_DEVICE: usize = 44;
const SONG_SKETCH: usize = 64;
const SINGER_SKETCH: usize = 96;

const users = changetype<IdIndex>(USER_INDEX);

export function startUsers(): void {
  users.start(USER_CHUNKS, RECORD_BITS);
  startPairs();
}

export function userCount(): u32 {
  return users.size;
}

export function userIdOf(user: u32): i64 {
  return load<i64>(users.record(user));
}

/** Looks up the users of a batch and counts the device and one event of each; answers false when there are too many. */
export function countUsers(events: u32, kind: usize): bool {
  users.makeRoom(events);
  for (let event: u32 = 0; event < events; event++) put(USERS, event, users.of(getId(USER_IDS, event)));
  for (let event: u32 = 0; event < events; event++) {
    const record = users.record(get(USERS, event));
    increase(record, kind);
    const device = <usize>get(DEVICES, event);
    if (device != 0) increase(record + (device << 2), BY_DEVICE);
  }
  return users.size < MOST_NUMBERS;
}

/** After `countUsers` and the songs: what the plays of a batch add. */
export function countPlays(events: u32): void {
  for (let event: u32 = 0; event < events; event++) {
    const user = get(USERS, event);
    const record = users.record(user);
    const seconds = get(PLAY_SECONDS, event);
    if (seconds != NONE) addSeconds(record, seconds, get(SONG_SECONDS, event));
    const song = get(SONGS, event);
    if (song != NONE && addPair(user, song)) {
      increase(record, DISTINCT_SONGS);
      setBit(record + SONG_SKETCH, songBitOf(song));
    }
    const singer = get(SINGER_HASHES, event);
    if (singer != NONE) setBit(record + SINGER_SKETCH, singer & 255);
  }
}

// @ts-ignore: decorator
@inline
function addSeconds(record: usize, seconds: i32, songSeconds: i32): void {
  store<u64>(record, load<u64>(record, SECONDS) + <u64>seconds, SECONDS);
  if (songSeconds <= 0) return;
  if (seconds * 5 >= songSeconds * 4) increase(record, FULL_PLAYS);
  increase(record, COMPLETION_COUNT);
  const millionths =
    seconds >= songSeconds ? 1_000_000 : <u64>((<f64>seconds * 1_000_000.0) / <f64>songSeconds);
  store<u64>(record, load<u64>(record, COMPLETION_MILLIONTHS) + millionths, COMPLETION_MILLIONTHS);
}

// @ts-ignore: decorator
@inline
function increase(record: usize, count: usize): void {
  store<u32>(record + count, load<u32>(record + count) + 1);
}

/** Bit strings have their first bit highest in the first byte. */
// @ts-ignore: decorator
@inline
function setBit(sketch: usize, bit: u32): void {
  const at = sketch + <usize>(bit >> 3);
  store<u8>(at, load<u8>(at) | (<u8>0x80 >> <u8>(bit & 7)));
}

/** Bytes that a row of the rollup takes at most. */
export const USER_DAY_ROW_BYTES: usize = 2 + 13 * 12 + 2 * 40;

/** A row in the column order of `copyUserDaySql`. */
export function addUserDayRow(at: usize, user: u32, day: i32): usize {
  const record = users.record(user);
  at = beginRow(at, 13);
  at = addInt64(at, load<i64>(record));
  at = addInt32(at, day);
  at = addInt16(at, deviceOf(record));
  at = addInt32(at, load<i32>(record, PLAYS));
  at = addInt32(at, load<i32>(record, DOWNLOADS));
  at = addInt32(at, load<i32>(record, SEARCHES));
  at = addInt32(at, <i32>min(load<u64>(record, SECONDS), i32.MAX_VALUE));
  at = addInt32(at, load<i32>(record, FULL_PLAYS));
  at = addFloat32(at, <f32>(<f64>load<u64>(record, COMPLETION_MILLIONTHS) / 1e6));
  at = addInt32(at, load<i32>(record, COMPLETION_COUNT));
  at = addInt32(at, load<i32>(record, DISTINCT_SONGS));
  at = addBits256(at, record + SONG_SKETCH);
  return addBits256(at, record + SINGER_SKETCH);
}

/** The device of most events, the lower code at a tie; 0 when no event names one. */
function deviceOf(record: usize): i32 {
  let device: usize = 0;
  let most: u32 = 0;
  for (let code: usize = 1; code <= 4; code++) {
    const events = load<u32>(record + (code << 2), BY_DEVICE);
    if (events > most) {
      most = events;
      device = code;
    }
  }
  return <i32>device;
}
