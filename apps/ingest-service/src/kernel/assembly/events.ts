import { EVENTS } from './places';

/**
 * Events of a batch, an array a field. Their users and songs are looked up in a loop for each table, so that
 * the processor waits for the memory of many events at once.
 */
export const BATCH: u32 = 1024;

/** Ids, 8 bytes each. A song id of 0 is unknown. */
export const USER_IDS: usize = EVENTS;
export const SONG_IDS: usize = USER_IDS + 8 * 1024;
/** The rest has 4 bytes each. NONE: not known. */
export const PLAY_SECONDS: usize = SONG_IDS + 8 * 1024;
export const SONG_SECONDS: usize = PLAY_SECONDS + 4 * 1024;
export const DEVICES: usize = SONG_SECONDS + 4 * 1024;
export const SINGER_HASHES: usize = DEVICES + 4 * 1024;
export const TITLE_STARTS: usize = SINGER_HASHES + 4 * 1024;
export const TITLE_ENDS: usize = TITLE_STARTS + 4 * 1024;
export const SINGER_STARTS: usize = TITLE_ENDS + 4 * 1024;
export const SINGER_ENDS: usize = SINGER_STARTS + 4 * 1024;
/** Numbers of the users and songs, once they are looked up. */
export const USERS: usize = SINGER_ENDS + 4 * 1024;
export const SONGS: usize = USERS + 4 * 1024;

export const NONE: i32 = i32.MIN_VALUE;

// @ts-ignore: decorator
@inline
export function put(field: usize, event: u32, value: i32): void {
  store<i32>(field + (<usize>event << 2), value);
}

// @ts-ignore: decorator
@inline
export function get(field: usize, event: u32): i32 {
  return load<i32>(field + (<usize>event << 2));
}

// @ts-ignore: decorator
@inline
export function putId(field: usize, event: u32, id: i64): void {
  store<i64>(field + (<usize>event << 3), id);
}

// @ts-ignore: decorator
@inline
export function getId(field: usize, event: u32): i64 {
  return load<i64>(field + (<usize>event << 3));
}
