import { allocate } from './blocks';

/**
 * The songs that a user played, in the order of the plays, in blocks of 32 bytes: the block before it, then
 * up to nine songs of three bytes. How many different ones there are is counted at the end, user by user:
 * looking up each play's pair of user and song while reading took longer, and more memory.
 */
const BLOCK_BITS: u32 = 5;
const SONGS_A_BLOCK: u32 = 9;
const SONG_BYTES: usize = 3;
const FIRST_SONG: usize = 4;

/** A list begins in the user's record: its last block, and how many songs are in that. */
const FILLED: usize = 4;

/** Blocks are cut from larger ones. */
const CHUNK_BITS: u32 = 18;
let nextBlock: usize = 0;
let chunkEnd: usize = 0;

/** One bit a song, all zero between the calls of `countDistinct`. */
let seen: usize = 0;

export function startHeardSongs(): void {
  nextBlock = 0;
  chunkEnd = 0;
}

// @ts-ignore: decorator
@inline
export function addHeardSong(list: usize, song: u32): void {
  let block = <usize>load<u32>(list);
  let filled = load<u32>(list, FILLED);
  if (block == 0 || filled == SONGS_A_BLOCK) {
    const added = newBlock();
    store<u32>(added, <u32>block);
    store<u32>(list, <u32>added);
    block = added;
    filled = 0;
  }
  // The fourth byte is of the next song, or behind the last one.
  store<u32>(block + <usize>filled * SONG_BYTES, song, FIRST_SONG);
  store<u32>(list, filled + 1, FILLED);
}

// @ts-ignore: decorator
@inline
function songAt(block: usize, at: u32): u32 {
  return load<u32>(block + <usize>at * SONG_BYTES, FIRST_SONG) & 0xffffff;
}

function newBlock(): usize {
  if (nextBlock == chunkEnd) {
    nextBlock = allocate(CHUNK_BITS);
    chunkEnd = nextBlock + (1 << CHUNK_BITS);
  }
  const block = nextBlock;
  nextBlock += 1 << BLOCK_BITS;
  return block;
}

/** Call it before `countDistinct`. */
export function makeRoomForSeen(songs: u32): void {
  seen = allocate(max(4, 32 - <u32>clz<u32>(songs >> 3)));
}

/**
 * How many different songs are in the list.
 * @param bits of each song in sketches, a byte a song; a song's is set in `sketch`
 */
export function countDistinct(list: usize, bits: usize, sketch: usize): u32 {
  let distinct: u32 = 0;
  let filled = load<u32>(list, FILLED);
  for (let block = <usize>load<u32>(list); block != 0; block = <usize>load<u32>(block)) {
    for (let at: u32 = 0; at < filled; at++) {
      const song = songAt(block, at);
      const place = seen + <usize>(song >> 3);
      const byte = <u32>load<u8>(place);
      const bit: u32 = 1 << (song & 7);
      if (byte & bit) continue;
      store<u8>(place, <u8>(byte | bit));
      distinct++;
      setSketchBit(sketch, <u32>load<u8>(bits + <usize>song));
    }
    filled = SONGS_A_BLOCK;
  }
  clearSeen(list);
  return distinct;
}

function clearSeen(list: usize): void {
  let filled = load<u32>(list, FILLED);
  for (let block = <usize>load<u32>(list); block != 0; block = <usize>load<u32>(block)) {
    for (let at: u32 = 0; at < filled; at++) {
      store<u8>(seen + <usize>(songAt(block, at) >> 3), 0);
    }
    filled = SONGS_A_BLOCK;
  }
}

/** Bit strings have their first bit highest in the first byte. */
// @ts-ignore: decorator
@inline
export function setSketchBit(sketch: usize, bit: u32): void {
  const at = sketch + <usize>(bit >> 3);
  store<u8>(at, load<u8>(at) | (<u8>0x80 >> <u8>(bit & 7)));
}
