import { songLogShape } from './columns.js';
import { readDevice } from './device.js';
import { tooFewFields } from './field-count.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import type { ScannedLine } from './scanned-line.js';
import { songTextRepairs } from './song-text.js';
import { isBlank, readId, readInteger, readSongId } from './whole-number.js';
import type { Id } from './whole-number.js';

/** More tabs in a title are not believed. */
export const MAX_EXTRA_TABS = 16;

const SONG_ID_UNKNOWN = repairBit('song_id_unknown');
const DEVICE_UNKNOWN = repairBit('device_unknown');
const TITLE_TAB_JOINED = repairBit('title_tab_joined');

/** Title and singer, perhaps empty, as places in a line's bytes (`readSongText`): most songs are known. */
export interface SongPlaces {
  titleStart: number;
  titleEnd: number;
  singerStart: number;
  singerEnd: number;
}

/** What plays and downloads have in common. */
export interface SongEvent extends SongPlaces {
  userId: Id;
  device: number;
  songId: Id | null;
  /** Bits of the repair rules used. */
  repairs: number;
}

/** The user of a line: its first field. */
export function readUserId({ bytes, fieldStarts, fieldEnds }: ScannedLine): Id | RejectionReason {
  const [start, end] = [fieldStarts[0]!, fieldEnds[0]!];
  return readId(bytes, start, end) ?? (isBlank(bytes, start, end) ? 'user_id_missing' : 'user_id_malformed');
}

/**
 * Reads user, device, song, title and singer of a line with enough fields: the first three fields, and two
 * from `titleField` on.
 * @param extra how many fields too many are tabs in the title
 */
export function readSongEvent(
  line: ScannedLine,
  titleField: number,
  extra: number,
): SongEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends } = line;
  const userId = readUserId(line);
  if (typeof userId === 'string') return userId;
  const songId = readSongId(bytes, starts[2]!, ends[2]!);
  if (songId === undefined) return 'song_id_malformed';
  const device = readDevice(bytes, starts[1]!, ends[1]!);
  const titleStart = starts[titleField]!;
  const singerField = titleField + 1 + extra;
  const singerEnd = ends[singerField]!;
  let repairs = line.marks === 0 ? 0 : songTextRepairs(line, titleStart, singerEnd);
  if (songId === null) repairs |= SONG_ID_UNKNOWN;
  if (device === 0) repairs |= DEVICE_UNKNOWN;
  if (extra > 0) repairs |= TITLE_TAB_JOINED;
  return {
    userId,
    device,
    songId,
    titleStart,
    titleEnd: ends[singerField - 1]!,
    singerStart: starts[singerField]!,
    singerEnd,
    repairs,
  };
}

export const DOWNLOAD_SHAPE = songLogShape('download');
const { fields: FIELDS, titleField: TITLE_FIELD } = DOWNLOAD_SHAPE;

export type DownloadEvent = SongEvent;

/** Parses one line of a download log: an event, or the reason why it is rejected. Never throws. */
export function parseDownloadLine(line: ScannedLine): DownloadEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  if (fieldCount < FIELDS) return tooFewFields(line, TITLE_FIELD);
  const extra = fieldCount - FIELDS;
  const last = fieldCount - 1;
  if (extra > MAX_EXTRA_TABS) return 'too_many_fields';
  // More fields are tabs in the title only when the flag at the end is a number.
  if (extra > 0 && readInteger(bytes, starts[last]!, ends[last]!) === undefined) return 'too_many_fields';
  return readSongEvent(line, TITLE_FIELD, extra);
}
