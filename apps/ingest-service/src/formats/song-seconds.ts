import { MAX_SECONDS } from './play-seconds.js';
import type { ReadSeconds } from './play-seconds.js';
import { repairBit } from './repair.js';
import { readInteger } from './whole-number.js';

const IMPOSSIBLE = repairBit('song_seconds_impossible');
const UNREADABLE = repairBit('song_seconds_unreadable');

const result: ReadSeconds = { seconds: null, repairs: 0 };

/** Reads a song's length; 0 (unknown, 9 % of plays) stays 0. The answer is one object used again by the next call. */
export function readSongSeconds(bytes: Uint8Array, start: number, end: number): ReadSeconds {
  const value = readInteger(bytes, start, end);
  const known = value !== undefined && value >= 0 && value <= MAX_SECONDS;
  result.seconds = known ? value : null;
  result.repairs = known ? 0 : value === undefined ? UNREADABLE : IMPOSSIBLE;
  return result;
}
