import { songLogShape } from './columns.js';
import { readDevice } from './device.js';
import { endsInNumbers, tooFewFields } from './field-count.js';
import { readPlaySeconds } from './play-seconds.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import type { ScannedLine } from './scanned-line.js';
import { singerHash } from './singer-hash.js';
import { readSongSeconds } from './song-seconds.js';
import { songTextRepairs } from './song-text.js';
import { isBlank, readId, readInteger, readSongId } from './whole-number.js';
import type { Id } from './whole-number.js';

export const PLAY_SHAPE = songLogShape('play');
const { fields: FIELDS, titleField: TITLE_FIELD, numbersAtEnd: NUMBERS } = PLAY_SHAPE;
const MAX_EXTRA_TABS = 16;
const MAX_SMALLINT = 32_767;

const SONG_ID_UNKNOWN = repairBit('song_id_unknown');
const DEVICE_UNKNOWN = repairBit('device_unknown');
const SONG_TYPE_UNREADABLE = repairBit('song_type_unreadable');
const TITLE_TAB_JOINED = repairBit('title_tab_joined');

/** One play. Title and singer stay places in the line's bytes (`readSongText`): most songs are already known. */
export interface PlayEvent {
  userId: Id;
  device: number;
  songId: Id | null;
  songType: number | null;
  /** Null when the log gives no believable value; the play counts all the same. */
  playSeconds: number | null;
  /** 0 or null: unknown. */
  songSeconds: number | null;
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
  /** `singerHash` of the line's singer; null when it names none. */
  singerHash: number | null;
  /** Bits of the repair rules used. */
  repairs: number;
}

/** Parses one line of a play log: an event, or the reason why it is rejected. Never throws. */
export function parsePlayLine(line: ScannedLine): PlayEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  if (fieldCount < FIELDS) return tooFewFields(line, TITLE_FIELD);
  const extra = fieldCount - FIELDS;
  if (extra > 0 && !isTabInTitle(line, extra)) return 'too_many_fields';

  const userId = readId(bytes, starts[0]!, ends[0]!);
  if (userId === undefined) {
    return isBlank(bytes, starts[0]!, ends[0]!) ? 'user_id_missing' : 'user_id_malformed';
  }
  const songId = readSongId(bytes, starts[2]!, ends[2]!);
  if (songId === undefined) return 'song_id_malformed';

  const device = readDevice(bytes, starts[1]!, ends[1]!);
  const type = readInteger(bytes, starts[3]!, ends[3]!);
  const songType = type !== undefined && type >= 0 && type <= MAX_SMALLINT ? type : null;
  const length = readSongSeconds(bytes, starts[7 + extra]!, ends[7 + extra]!);
  const play = readPlaySeconds(bytes, starts[6 + extra]!, ends[6 + extra]!, length.seconds);

  let repairs = length.repairs | play.repairs;
  if (songId === null) repairs |= SONG_ID_UNKNOWN;
  if (device === 0) repairs |= DEVICE_UNKNOWN;
  if (songType === null) repairs |= SONG_TYPE_UNREADABLE;
  if (extra > 0) repairs |= TITLE_TAB_JOINED;
  const titleStart = starts[TITLE_FIELD]!;
  const singerStart = starts[5 + extra]!;
  const singerEnd = ends[5 + extra]!;
  if (line.marks !== 0) repairs |= songTextRepairs(line, titleStart, singerEnd);

  return {
    userId,
    device,
    songId,
    songType,
    playSeconds: play.seconds,
    songSeconds: length.seconds,
    titleStart,
    titleEnd: ends[4 + extra]!,
    singerStart,
    singerEnd,
    singerHash: singerHash(line, singerStart, singerEnd),
    repairs,
  };
}

/** More fields are tabs in the title only when the numbers on both sides of it stand where they should. */
function isTabInTitle(line: ScannedLine, extra: number): boolean {
  const { bytes, fieldStarts: starts, fieldEnds: ends } = line;
  if (extra > MAX_EXTRA_TABS || readInteger(bytes, starts[3]!, ends[3]!) === undefined) return false;
  return endsInNumbers(line, NUMBERS);
}
