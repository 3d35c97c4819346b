import { pgDay } from '#common/calendar';
import type { CopyRows } from '#common/copy';
import type { EventKind } from '../../formats/archive-name.js';
import type { EventOfKind } from '../../formats/log-formats.js';
import type { SongPlaces } from '../../formats/song-line.js';
import type { TimeStamp } from '../../formats/time-stamp.js';
import type { EventTable } from '../tables.js';

const MICROSECONDS = 1_000_000;
const DAY_SECONDS = 86_400;

/** Microseconds since 2000-01-01: PostgreSQL's own form of a timestamp. */
export function microsecondsOf({ day, secondOfDay }: TimeStamp): number {
  return (pgDay(day) * DAY_SECONDS + secondOfDay) * MICROSECONDS;
}

/** What rows have of an event. */
export type StoredOfKind = {
  readonly [Kind in EventKind]: Omit<EventOfKind[Kind], keyof SongPlaces | 'repairs'>;
};

/**
 * The columns of each table of events, in the order in which `addEventRow` and the kernel (`assembly/*-lines.ts`)
 * write them; tests compare both with the tables. Play lines of archives have no time of day, nor have downloads:
 * the order of plays within a day is unknown, and everything that is made from them counts whole days.
 */
export const EVENT_COLUMNS: Record<EventTable, string> = {
  play_event: 'user_id, song_id, day, archive_id, play_seconds, song_seconds, song_type, device, singer_hash',
  download_event: 'user_id, song_id, day, archive_id, device',
  search_event: 'user_id, searched_at, day, archive_id, device, query',
  feedback_event: 'user_id, song_id, happened_at, day, archive_id, device, said, of_singer',
};

/** How many these are. */
const FIELDS: Record<EventKind, number> = { play: 9, download: 5, search: 6, feedback: 8 };

/** The minute of a play whose time of day is not known, as of those of Music Box archives. */
export const UNKNOWN_MINUTE = -1;

/** The columns with that of the minute, which only plays have; the kernel leaves it to its default. */
export function timedColumns(table: EventTable): string {
  return table === 'play_event' ? `${EVENT_COLUMNS[table]}, minute` : EVENT_COLUMNS[table];
}

/**
 * @param day in days since 2000-01-01
 * @param minute of the day of a play, where the rows are of `timedColumns`
 * @param key of a play, where rows have one behind these columns; null: this play has none
 */
export function addEventRow<Kind extends EventKind>(
  rows: CopyRows,
  kind: Kind,
  event: StoredOfKind[Kind],
  day: number,
  archiveId: number,
  minute: number | null = null,
  key?: bigint | null,
): void {
  const play = kind === 'play' ? (event as StoredOfKind['play']) : null;
  const search = kind === 'search' ? (event as StoredOfKind['search']) : null;
  const feedback = kind === 'feedback' ? (event as StoredOfKind['feedback']) : null;
  const text = search?.query ?? feedback?.ofSinger;
  const isTimed = minute !== null && play !== null;
  rows.begin(FIELDS[kind] + (isTimed ? 1 : 0) + (key === undefined ? 0 : 1), 24 + 3 * (text?.length ?? 0));
  rows.int64(event.userId);
  if (search === null) rows.int64((event as StoredOfKind['download']).songId);
  if (search !== null || feedback !== null) {
    const at = search === null ? feedback!.happenedAt : search.searchedAt;
    rows.int64(at === null ? null : microsecondsOf(at));
  }
  rows.int32(day);
  rows.int32(archiveId);
  if (play !== null) {
    rows.int32(play.playSeconds);
    rows.int32(play.songSeconds);
    rows.int16(play.songType);
  }
  rows.int16(event.device);
  if (play !== null) rows.int16(play.singerHash);
  if (search !== null) rows.text(search.query);
  if (feedback !== null) {
    rows.text(feedback.said);
    rows.text(feedback.ofSinger);
  }
  if (isTimed) rows.int16(minute);
  if (key !== undefined) rows.int64(key);
}
