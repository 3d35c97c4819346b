import { repairBit } from './repair.js';
import { latin1, readInteger } from './whole-number.js';

/** Six hours: no song of the logs lasts longer, and a longer play is a forgotten player. */
const MAX_SECONDS = 21_600;
/** Milliseconds this near to the song length agree with it; all real examples are within 1.5 s. */
const AGREEMENT_SECONDS = 2;

const ADDRESS = repairBit('play_seconds_address');
const MILLISECONDS = repairBit('play_seconds_milliseconds');
const DECIMAL = repairBit('play_seconds_decimal');
const NEGATIVE = repairBit('play_seconds_negative');
const ABSURD = repairBit('play_seconds_absurd');
const UNREADABLE = repairBit('play_seconds_unreadable');
const LENGTH_IMPOSSIBLE = repairBit('song_seconds_impossible');
const LENGTH_UNREADABLE = repairBit('song_seconds_unreadable');

/** Seconds known or left out, and the repair rules (bits) that were used. */
export interface ReadSeconds {
  seconds: number | null;
  repairs: number;
}

/** `111>=(a.b.c.d)TM` and `43>}(a.b.c.d)TM`: plausible seconds, then garbage. */
const ADDRESS_GARBAGE = /^(\d{1,15})>[=}].*$/;
/** The longest odd value of the logs has 26 characters; the limit keeps the patterns cheap on any input. */
const MAX_ODD_CHARACTERS = 64;
const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const result: ReadSeconds = { seconds: null, repairs: 0 };
const length: ReadSeconds = { seconds: null, repairs: 0 };

/**
 * Reads the play seconds of a play whose song lasts `songSeconds` (null or 0: unknown). The answer is one
 * object used again by the next call.
 */
export function readPlaySeconds(
  bytes: Uint8Array,
  start: number,
  end: number,
  songSeconds: number | null,
): ReadSeconds {
  const value = readInteger(bytes, start, end);
  result.repairs = 0;
  if (value !== undefined && value >= 0 && value <= longestPlay(songSeconds)) {
    result.seconds = value;
    return result;
  }
  return repaired(value ?? readOddNumber(latin1(bytes, start, end).trim()), songSeconds);
}

/** Whether whole seconds, of a play and of its song, are stored as they are; a length of 0 is unknown. */
export function areBelieved(seconds: number, songSeconds: number): boolean {
  return (
    songSeconds >= 0 && songSeconds <= MAX_SECONDS && seconds >= 0 && seconds <= longestPlay(songSeconds)
  );
}

/** Reads a song's length; 0 (unknown, 9 % of plays) stays 0. The next call uses the same object. */
export function readSongSeconds(bytes: Uint8Array, start: number, end: number): ReadSeconds {
  const value = readInteger(bytes, start, end);
  const isKnown = value !== undefined && value >= 0 && value <= MAX_SECONDS;
  length.seconds = isKnown ? value : null;
  length.repairs = isKnown ? 0 : value === undefined ? LENGTH_UNREADABLE : LENGTH_IMPOSSIBLE;
  return length;
}

/** Longest play that is believed: 3 times the song and at least 10 minutes beyond it, never above 6 h. */
function longestPlay(songSeconds: number | null): number {
  if (songSeconds === null || songSeconds === 0) return MAX_SECONDS;
  return Math.min(MAX_SECONDS, Math.max(3 * songSeconds, songSeconds + 600));
}

function readOddNumber(text: string): number | undefined {
  if (text.length > MAX_ODD_CHARACTERS) return undefined;
  const garbage = ADDRESS_GARBAGE.exec(text);
  if (garbage) {
    result.repairs |= ADDRESS;
    return Number(garbage[1]);
  }
  if (!DECIMAL_NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  if (value >= 0 && !/^\+?\d+$/.test(text)) result.repairs |= DECIMAL;
  return value < 0 ? value : Math.round(value);
}

function repaired(value: number | undefined, songSeconds: number | null): ReadSeconds {
  result.seconds = null;
  if (value === undefined) result.repairs |= UNREADABLE;
  else if (value < 0) result.repairs |= NEGATIVE;
  else if (value <= longestPlay(songSeconds)) result.seconds = value;
  else if (
    songSeconds !== null &&
    songSeconds > 0 &&
    Math.abs(value / 1000 - songSeconds) <= AGREEMENT_SECONDS
  ) {
    result.repairs |= MILLISECONDS;
    result.seconds = Math.round(value / 1000);
  } else result.repairs |= ABSURD;
  return result;
}
