import { allocate } from './blocks';
import { addInt32, addInt64, addNull, beginRow, beginText } from './copy-rows';
import { get, getId, NONE, put, SINGER_ENDS, SINGER_STARTS, SONG_IDS, SONG_SECONDS, SONGS, TITLE_ENDS, TITLE_STARTS } from './events';
import { hashInt8 } from './hash-int8';
import { IdIndex } from './id-index';
import { SONG_CHUNKS, SONG_INDEX } from './places';
import {
  copyBytes,
  firstBytes,
  firstText,
  holds,
  keep,
  openTexts,
  OVERRUN,
  secondBytes,
  startTexts,
} from './text-arena';

/**
 * The record of a song on a day, in 32 bytes: its title and singer in the newest archive that has a
 * title, how many events there are, and how often each length occurs. The first length is here; others,
 * which are few, are in a list.
 */
const RECORD_BITS: u32 = 5;
const PLAYS: usize = 8;
const SECONDS: usize = 12;
/** Rank of the archive that gave the title, from 1 on; 0 without a title. */
const RANK: usize = 14;
/** Title and singer, see `text-arena.ts`. */
const TEXT: usize = 16;
const OTHER_LENGTHS: usize = 20;
/** Plays and downloads. */
const EVENTS: usize = 24;

/** A further length: the next one of the song, seconds, plays. */
const LENGTH_BITS: u32 = 4;
const LENGTH_SECONDS: usize = 4;
const LENGTH_PLAYS: usize = 8;

const songs = changetype<IdIndex>(SONG_INDEX);
let bits: usize = 0;

export function startSongs(): void {
  songs.start(SONG_CHUNKS, RECORD_BITS);
  startTexts();
}

export function songCount(): u32 {
  return songs.size;
}

export function songIdOf(song: u32): i64 {
  return load<i64>(songs.record(song));
}

/** Call it when all is counted: no song can be looked up afterwards. */
export function finishSongs(): void {
  bits = allocate(max(4, 32 - <u32>clz<u32>(songs.size)));
  for (let song: u32 = 0; song < songs.size; song++) {
    store<u8>(bits + <usize>song, <u8>hashInt8(load<i64>(songs.record(song))));
  }
  songs.releaseTable();
}

/** After `finishSongs`: the bit of each song in the sketches of those who play it, a byte a song. */
export function songBits(): usize {
  return bits;
}

/**
 * Looks up the songs of a batch and adds its events to their records.
 * @param rank of the archive among those of its day in the order of their names, from 1 on
 */
export function countSongs(events: u32, rank: u32): void {
  songs.makeRoom(events);
  for (let event: u32 = 0; event < events; event++) {
    const id = getId(SONG_IDS, event);
    put(SONGS, event, id == 0 ? NONE : <i32>songs.of(id));
  }
  for (let event: u32 = 0; event < events; event++) {
    const song = get(SONGS, event);
    if (song == NONE) continue;
    const record = songs.record(song);
    if (rank > <u32>load<u16>(record, RANK)) setTitle(record, event, rank);
    store<u32>(record, load<u32>(record, EVENTS) + 1, EVENTS);
    const seconds = get(SONG_SECONDS, event);
    if (seconds > 0) addLength(record, seconds);
  }
}

/** Whether the song, which may be new, has no title from an archive of this rank or a later one. */
export function wantsTitle(id: i64, rank: u32): bool {
  songs.makeRoom(1);
  return rank > <u32>load<u16>(songs.record(songs.of(id)), RANK);
}

function setTitle(record: usize, event: u32, rank: u32): void {
  const title = <usize>get(TITLE_STARTS, event);
  const titleBytes = <usize>get(TITLE_ENDS, event) - title;
  if (titleBytes == 0) return;
  const singer = <usize>get(SINGER_STARTS, event);
  const singerBytes = <usize>get(SINGER_ENDS, event) - singer;
  const known = <usize>load<u32>(record, TEXT);
  store<u16>(record, <u16>rank, RANK);
  if (known != 0 && holds(known, title, titleBytes, singer, singerBytes)) return;
  store<u32>(record, <u32>keep(title, titleBytes, singer, singerBytes), TEXT);
}

// @ts-ignore: decorator
@inline
function addLength(record: usize, seconds: i32): void {
  const plays = load<u32>(record, PLAYS);
  if (plays == 0) store<u16>(record, <u16>seconds, SECONDS);
  if (<i32>load<u16>(record, SECONDS) == seconds) store<u32>(record, plays + 1, PLAYS);
  else addOtherLength(record, seconds);
}

function addOtherLength(record: usize, seconds: i32): void {
  for (let at = <usize>load<u32>(record, OTHER_LENGTHS); at != 0; at = <usize>load<u32>(at)) {
    if (load<i32>(at, LENGTH_SECONDS) != seconds) continue;
    store<u32>(at, load<u32>(at, LENGTH_PLAYS) + 1, LENGTH_PLAYS);
    return;
  }
  const length = allocate(LENGTH_BITS);
  store<u32>(length, load<u32>(record, OTHER_LENGTHS));
  store<i32>(length, seconds, LENGTH_SECONDS);
  store<u32>(length, 1, LENGTH_PLAYS);
  store<u32>(record, <u32>length, OTHER_LENGTHS);
}

/** Archive, title and singer of a naming are between these; texts of songs hold no control characters. */
const SEPARATOR: u8 = 1;

/** Bytes that `addSongRow` takes at most, but for the name of the archive. */
export function songRowBytes(song: u32): usize {
  const text = <usize>load<u32>(songs.record(song), TEXT);
  if (text != 0) openTexts(text);
  const texts: usize = text == 0 ? 0 : firstBytes + secondBytes;
  return 2 + 5 * 12 + 2 + texts + OVERRUN;
}

/** Rank of the archive that names the song; 0 when none does. */
export function namingRankOf(song: u32): u32 {
  return <u32>load<u16>(songs.record(song), RANK);
}

/**
 * A row (song_id, seconds, play_count, event_count, naming) with the first length, all events and the naming.
 * @param name the archive that names the song, `nameBytes` bytes
 */
export function addSongRow(at: usize, song: u32, name: usize, nameBytes: usize): usize {
  const record = songs.record(song);
  const plays = load<i32>(record, PLAYS);
  at = beginRow(at, 5);
  at = addInt64(at, load<i64>(record));
  at = plays > 0 ? addInt32(at, <i32>load<u16>(record, SECONDS)) : addNull(at);
  at = addInt32(at, plays);
  at = addInt32(at, load<i32>(record, EVENTS));
  const text = <usize>load<u32>(record, TEXT);
  return text == 0 ? addNull(at) : addNaming(at, text, name, nameBytes);
}

/** The first of the song's further lengths; 0 when there is none. */
export function furtherLengths(song: u32): usize {
  return <usize>load<u32>(songs.record(song), OTHER_LENGTHS);
}

export function nextLength(length: usize): usize {
  return <usize>load<u32>(length);
}

/** A row of a further length, which brings no events and no naming. */
export function addLengthRow(at: usize, song: u32, length: usize): usize {
  at = beginRow(at, 5);
  at = addInt64(at, songIdOf(song));
  at = addInt32(at, load<i32>(length, LENGTH_SECONDS));
  at = addInt32(at, load<i32>(length, LENGTH_PLAYS));
  at = addInt32(at, 0);
  return addNull(at);
}

function addNaming(at: usize, text: usize, name: usize, nameBytes: usize): usize {
  openTexts(text);
  at = beginText(at, <u32>(nameBytes + firstBytes + secondBytes + 2));
  copyBytes(at, name, nameBytes);
  at += nameBytes;
  store<u8>(at++, SEPARATOR);
  copyBytes(at, firstText, firstBytes);
  at += firstBytes;
  store<u8>(at++, SEPARATOR);
  copyBytes(at, firstText + firstBytes, secondBytes);
  return at + secondBytes;
}
