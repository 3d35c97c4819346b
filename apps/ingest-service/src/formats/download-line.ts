import { songLogShape } from './columns.js';
import { tooFewFields } from './field-count.js';
import type { RejectionReason } from './rejection.js';
import type { ScannedLine } from './scanned-line.js';
import { MAX_EXTRA_TABS, readSongEvent } from './song-line.js';
import type { SongEvent } from './song-line.js';
import { readInteger } from './whole-number.js';

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
