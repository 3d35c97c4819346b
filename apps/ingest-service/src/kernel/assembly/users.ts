import { addBits256, addFloat32, addInt16, addInt32, addInt64, beginRow } from './copy-rows';
import { allocate } from './blocks';
import { DEVICES, get, getId, NONE, PLAY_SECONDS, put, SINGER_HASHES, SONG_SECONDS, SONGS, USER_IDS, USERS } from './events';
import { addHeardSong, countDistinct, makeRoomForSeen, setSketchBit, startHeardSongs } from './heard-songs';
import { CHUNK_BITS, IdIndex } from './id-index';
import { SINGER_CHUNKS, SONG_SKETCH, USER_CHUNKS, USER_INDEX } from './places';
import { songBits, songCount } from './songs';

/** The record of a user's day, in a cache line, by the rules of `insertUserDaySql` in whole numbers. */
const RECORD_BITS: u32 = 6;
const COMPLETION_MILLIONTHS: usize = 8;
/** At most 2^32 - 1: the column holds less. */
const SECONDS: usize = 16;
export const PLAYS: usize = 20;
export const DOWNLOADS: usize = 24;
export const SEARCHES: usize = 28;
const FULL_PLAYS: usize = 32;
const COMPLETION_COUNT: usize = 36;
/** Events by device, 1 to 4. */
const BY_DEVICE: usize = 36;
const HEARD_SONGS: usize = 56;

/** Sketches of singers are apart: 32 bytes a user, in the order of their numbers. */
const SKETCH_BITS: u32 = 5;

const users = changetype<IdIndex>(USER_INDEX);
/** Users that have a place for the sketch of their singers. */
let sketched: u32 = 0;

export function startUsers(): void {
  users.start(USER_CHUNKS, RECORD_BITS);
  startHeardSongs();
  sketched = 0;
}

export function userCount(): u32 {
  return users.size;
}

export function userIdOf(user: u32): i64 {
  return load<i64>(users.record(user));
}

/** Looks up the users of a batch and counts the device and one event of each. */
export function countUsers(events: u32, kind: usize): void {
  users.makeRoom(events);
  for (let event: u32 = 0; event < events; event++) put(USERS, event, users.of(getId(USER_IDS, event)));
  for (let event: u32 = 0; event < events; event++) {
    const record = users.record(get(USERS, event));
    increase(record, kind);
    const device = <usize>get(DEVICES, event);
    if (device != 0) increase(record + (device << 2), BY_DEVICE);
  }
  const inChunk: u32 = 1 << (CHUNK_BITS - SKETCH_BITS);
  for (; sketched < users.size; sketched += inChunk) {
    store<u32>(SINGER_CHUNKS + (<usize>(sketched / inChunk) << 2), <u32>allocate(CHUNK_BITS));
  }
}

// @ts-ignore: decorator
@inline
function singersOf(user: u32): usize {
  const inChunk = CHUNK_BITS - SKETCH_BITS;
  const chunk = <usize>load<u32>(SINGER_CHUNKS + (<usize>(user >> inChunk) << 2));
  return chunk + (<usize>(user & ((1 << inChunk) - 1)) << SKETCH_BITS);
}

/** After `countUsers` and the songs: what the plays of a batch add. */
export function countPlays(events: u32): void {
  for (let event: u32 = 0; event < events; event++) {
    const user = get(USERS, event);
    const record = users.record(user);
    const seconds = get(PLAY_SECONDS, event);
    if (seconds != NONE) addSeconds(record, seconds, get(SONG_SECONDS, event));
    const song = get(SONGS, event);
    if (song != NONE) addHeardSong(record + HEARD_SONGS, song);
    const singer = get(SINGER_HASHES, event);
    if (singer != NONE) setSketchBit(singersOf(user), singer & 255);
  }
}

// @ts-ignore: decorator
@inline
function addSeconds(record: usize, seconds: i32, songSeconds: i32): void {
  const sum = load<u32>(record, SECONDS) + <u32>seconds;
  store<u32>(record, sum < <u32>seconds ? u32.MAX_VALUE : sum, SECONDS);
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

/** Call it before `addUserDayRow`, when all is counted. */
export function finishUsers(): void {
  makeRoomForSeen(songCount());
  users.releaseTable();
}

/** A row in the column order of `copyUserDaySql`. */
export function addUserDayRow(at: usize, user: u32, day: i32): usize {
  const record = users.record(user);
  v128.store(SONG_SKETCH, i64x2.splat(0));
  v128.store(SONG_SKETCH, i64x2.splat(0), 16);
  const distinct = countDistinct(record + HEARD_SONGS, songBits(), SONG_SKETCH);
  at = beginRow(at, 13);
  at = addInt64(at, load<i64>(record));
  at = addInt32(at, day);
  at = addInt16(at, deviceOf(record));
  at = addInt32(at, load<i32>(record, PLAYS));
  at = addInt32(at, load<i32>(record, DOWNLOADS));
  at = addInt32(at, load<i32>(record, SEARCHES));
  at = addInt32(at, <i32>min<u32>(load<u32>(record, SECONDS), i32.MAX_VALUE));
  at = addInt32(at, load<i32>(record, FULL_PLAYS));
  at = addFloat32(at, <f32>(<f64>load<u64>(record, COMPLETION_MILLIONTHS) / 1e6));
  at = addInt32(at, load<i32>(record, COMPLETION_COUNT));
  at = addInt32(at, distinct);
  at = addBits256(at, SONG_SKETCH);
  return addBits256(at, singersOf(user));
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
