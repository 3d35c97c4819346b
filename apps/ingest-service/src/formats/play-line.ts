import { songLogShape } from './columns.js';
import { endsInNumbers, tooFewFields } from './field-count.js';
import { readPlaySeconds, readSongSeconds } from './play-seconds.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import type { ScannedLine } from './scanned-line.js';
import { singerHash } from './singer-hash.js';
import { MAX_EXTRA_TABS, readSongEvent } from './song-line.js';
import type { SongEvent } from './song-line.js';
import { readInteger } from './whole-number.js';

export const PLAY_SHAPE = songLogShape('play');
const { fields: FIELDS, titleField: TITLE_FIELD, numbersAtEnd: NUMBERS } = PLAY_SHAPE;
const MAX_SMALLINT = 32_767;

const SONG_TYPE_UNREADABLE = repairBit('song_type_unreadable');

export interface PlayEvent extends SongEvent {
  songType: number | null;
  /** Null when the log gives no believable value; the play counts all the same. */
  playSeconds: number | null;
  /** 0 or null: unknown. */
  songSeconds: number | null;
  /** `singerHash` of the line's singer; null when it names none. */
  singerHash: number | null;
}

/** Parses one line of a play log: an event, or the reason why it is rejected. Never throws. */
export function parsePlayLine(line: ScannedLine): PlayEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  if (fieldCount < FIELDS) return tooFewFields(line, TITLE_FIELD);
  const extra = fieldCount - FIELDS;
  if (extra > 0 && !isTabInTitle(line, extra)) return 'too_many_fields';
  const event = readSongEvent(line, TITLE_FIELD, extra);
  if (typeof event === 'string') return event;

  const type = readInteger(bytes, starts[3]!, ends[3]!);
  const songType = type !== undefined && type >= 0 && type <= MAX_SMALLINT ? type : null;
  const length = readSongSeconds(bytes, starts[7 + extra]!, ends[7 + extra]!);
  const play = readPlaySeconds(bytes, starts[6 + extra]!, ends[6 + extra]!, length.seconds);
  return {
    ...event,
    songType,
    playSeconds: play.seconds,
    songSeconds: length.seconds,
    singerHash: singerHash(line, event.singerStart, event.singerEnd),
    repairs: event.repairs | length.repairs | play.repairs | (songType === null ? SONG_TYPE_UNREADABLE : 0),
  };
}

/** More fields are tabs in the title only when the numbers on both sides of it are where they should be. */
function isTabInTitle(line: ScannedLine, extra: number): boolean {
  const { bytes, fieldStarts: starts, fieldEnds: ends } = line;
  if (extra > MAX_EXTRA_TABS || readInteger(bytes, starts[3]!, ends[3]!) === undefined) return false;
  return endsInNumbers(line, NUMBERS);
}
