import { songLogShape } from './columns.js';
import { readDevice } from './device.js';
import { tooFewFields } from './field-count.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import type { ScannedLine } from './scanned-line.js';
import { songTextRepairs } from './song-text.js';
import { isBlank, readId, readInteger, readSongId } from './whole-number.js';
import type { Id } from './whole-number.js';

export const DOWNLOAD_SHAPE = songLogShape('download');
const { fields: FIELDS, titleField: TITLE_FIELD } = DOWNLOAD_SHAPE;
const MAX_EXTRA_TABS = 16;

const SONG_ID_UNKNOWN = repairBit('song_id_unknown');
const DEVICE_UNKNOWN = repairBit('device_unknown');
const TITLE_TAB_JOINED = repairBit('title_tab_joined');

/** One download. Title and singer stay places in the line's bytes, see `readSongText`; both may be empty. */
export interface DownloadEvent {
  userId: Id;
  device: number;
  songId: Id | null;
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
  /** Bits of the repair rules used. */
  repairs: number;
}

/** Parses one line of a download log: an event, or the reason why it is rejected. Never throws. */
export function parseDownloadLine(line: ScannedLine): DownloadEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  if (fieldCount < FIELDS) return tooFewFields(line, TITLE_FIELD);
  const extra = fieldCount - FIELDS;
  const last = fieldCount - 1;
  if (extra > MAX_EXTRA_TABS) return 'too_many_fields';
  // More fields are tabs in the title only when the flag at the end is a number.
  if (extra > 0 && readInteger(bytes, starts[last]!, ends[last]!) === undefined) return 'too_many_fields';

  const userId = readId(bytes, starts[0]!, ends[0]!);
  if (userId === undefined) {
    return isBlank(bytes, starts[0]!, ends[0]!) ? 'user_id_missing' : 'user_id_malformed';
  }
  const songId = readSongId(bytes, starts[2]!, ends[2]!);
  if (songId === undefined) return 'song_id_malformed';

  const device = readDevice(bytes, starts[1]!, ends[1]!);
  const titleStart = starts[TITLE_FIELD]!;
  const singerEnd = ends[4 + extra]!;
  let repairs = line.marks === 0 ? 0 : songTextRepairs(line, titleStart, singerEnd);
  if (songId === null) repairs |= SONG_ID_UNKNOWN;
  if (device === 0) repairs |= DEVICE_UNKNOWN;
  if (extra > 0) repairs |= TITLE_TAB_JOINED;
  return {
    userId,
    device,
    songId,
    titleStart,
    titleEnd: ends[3 + extra]!,
    singerStart: starts[4 + extra]!,
    singerEnd,
    repairs,
  };
}
