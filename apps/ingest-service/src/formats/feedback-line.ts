import type { EventKind } from './archive-name.js';
import { COLUMNS } from './columns.js';
import { tooFewFields } from './field-count.js';
import type { RejectionReason } from './rejection.js';
import { repairBit } from './repair.js';
import { utf8Text } from './raw-fields.js';
import type { ScannedLine } from './scanned-line.js';
import { readSongEvent } from './song-line.js';
import type { SongEvent } from './song-line.js';
import { readSongText } from './song-text.js';
import { readTimeStamp } from './time-stamp.js';
import type { TimeStamp } from './time-stamp.js';

/** What users say of a song or a singer; `un` takes the earlier word back. An add is to a playlist. */
const SAID = [
  'like',
  'unlike',
  'dislike',
  'undislike',
  'add',
  'unadd',
  'follow',
  'unfollow',
  'skip',
] as const;
export type Said = (typeof SAID)[number];

/** Kinds of events as clients and mappings name them. */
export const EVENT_WORDS = ['play', 'download', 'search', ...SAID] as const;
export type EventWord = (typeof EVENT_WORDS)[number];

/** Null: the word is a kind itself. */
export function saidBy(word: EventWord): Said | null {
  return SAID.find((said) => said === word) ?? null;
}

export function kindOf(word: EventWord): EventKind {
  return saidBy(word) === null ? (word as EventKind) : 'feedback';
}

/** What somebody says of a song, or of a singer: then it has no song. */
export interface FeedbackEvent extends SongEvent {
  said: Said;
  ofSinger: string | null;
  happenedAt: TimeStamp | null;
}

const FIELDS = COLUMNS.feedback.length;
const SONG_ID_UNKNOWN = repairBit('song_id_unknown');

/** Parses one line of feedback: an event, or the reason why it is rejected. Never throws. */
export function parseFeedbackLine(line: ScannedLine): FeedbackEvent | RejectionReason {
  const { bytes, fieldStarts: starts, fieldEnds: ends, fieldCount } = line;
  if (fieldCount < FIELDS) return tooFewFields(line, Number.POSITIVE_INFINITY);
  if (fieldCount > FIELDS) return 'too_many_fields';
  const event = readSongEvent(line, 4, 0);
  if (typeof event === 'string') return event;
  const word = utf8Text(bytes, starts[3]!, ends[3]!);
  const said = SAID.find((known) => known === word);
  if (said === undefined) return 'feedback_unknown';
  const isOfSinger = event.songId === null || said.endsWith('follow');
  const ofSinger = isOfSinger ? readSongText(bytes, event.singerStart, event.singerEnd) : null;
  if (isOfSinger && ofSinger === null) return 'feedback_of_nothing';
  return {
    ...event,
    songId: isOfSinger ? null : event.songId,
    repairs: event.repairs & ~SONG_ID_UNKNOWN,
    said,
    ofSinger,
    happenedAt: readTimeStamp(bytes, starts[6]!, ends[6]!),
  };
}
