import { pgDay } from '#common/calendar';
import { EVENT_KINDS } from '../../formats/archive-name.js';
import type { EventKind } from '../../formats/archive-name.js';
import type { EventOfKind } from '../../formats/log-formats.js';
import type { SongPlaces } from '../../formats/song-line.js';
import type { TimeStamp } from '../../formats/time-stamp.js';
import type { Id } from '../../formats/whole-number.js';
import { EVENT_TABLES } from '../tables.js';
import type { EventTable } from '../tables.js';
import type { CopyRows } from './copy-rows.js';

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

/** A field of a row: an event of an archive, on a day since 2000-01-01. */
type Field<Event, Value> = (event: Event, day: number, archiveId: number) => Value;
type Add<Event> = (rows: CopyRows, event: Event, day: number, archiveId: number) => void;

const int64 = <Event>(field: Field<Event, Id | null>): Add<Event> => {
  return (rows, event, day, archiveId) => {
    rows.int64(field(event, day, archiveId));
  };
};
const int32 = <Event>(field: Field<Event, number | null>): Add<Event> => {
  return (rows, event, day, archiveId) => {
    rows.int32(field(event, day, archiveId));
  };
};
const int16 = <Event>(field: Field<Event, number | null>): Add<Event> => {
  return (rows, event, day, archiveId) => {
    rows.int16(field(event, day, archiveId));
  };
};
const text = <Event>(field: Field<Event, string>): Add<Event> => {
  return (rows, event, day, archiveId) => {
    rows.text(field(event, day, archiveId));
  };
};

const DAY_AND_ARCHIVE = {
  day: int32<unknown>((_, day) => day),
  archive_id: int32<unknown>((_, __, archiveId) => archiveId),
};

/**
 * The columns of each table of events, in the order in which rows are copied; the kernel writes the same rows
 * (`assembly/*-lines.ts`), and a test compares them. Play lines of archives have no time of day, nor have
 * downloads: the order of plays within a day is unknown, and everything that is made from them counts whole
 * days.
 */
const COLUMNS: { readonly [Kind in EventKind]: Readonly<Record<string, Add<StoredOfKind[Kind]>>> } = {
  play: {
    user_id: int64((play) => play.userId),
    song_id: int64((play) => play.songId),
    ...DAY_AND_ARCHIVE,
    play_seconds: int32((play) => play.playSeconds),
    song_seconds: int32((play) => play.songSeconds),
    song_type: int16((play) => play.songType),
    device: int16((play) => play.device),
    singer_hash: int16((play) => play.singerHash),
  },
  download: {
    user_id: int64((download) => download.userId),
    song_id: int64((download) => download.songId),
    ...DAY_AND_ARCHIVE,
    device: int16((download) => download.device),
  },
  search: {
    user_id: int64((search) => search.userId),
    searched_at: int64(({ searchedAt }) => (searchedAt === null ? null : microsecondsOf(searchedAt))),
    ...DAY_AND_ARCHIVE,
    device: int16((search) => search.device),
    query: text((search) => search.query),
  },
};

/** The same as lists of names for statements. */
export const EVENT_COLUMNS = Object.fromEntries(
  EVENT_KINDS.map((kind) => [EVENT_TABLES[kind], Object.keys(COLUMNS[kind]).join(', ')]),
) as Record<EventTable, string>;

const ADDS: { readonly [Kind in EventKind]: readonly Add<StoredOfKind[Kind]>[] } = {
  play: Object.values(COLUMNS.play),
  download: Object.values(COLUMNS.download),
  search: Object.values(COLUMNS.search),
};

/** The hour of a play whose time of day is not known, as of those of Music Box archives. */
export const UNKNOWN_HOUR = -1;

/** The columns with that of the hour, which only plays have; the kernel leaves it to its default. */
export function timedColumns(table: EventTable): string {
  return table === 'play_event' ? `${EVENT_COLUMNS[table]}, hour` : EVENT_COLUMNS[table];
}

/** Title and singer of an event's song, as `staged_event` has them. */
export type SongNames = readonly [title: string | null, singer: string | null];

/**
 * @param day in days since 2000-01-01
 * @param names what `staged_event` has besides: of plays and downloads `SongNames`, then texts of ids; a row
 * of a partition has none
 * @param hour of a play, where the rows are of `timedColumns`
 */
export function addEventRow<Kind extends EventKind>(
  rows: CopyRows,
  kind: Kind,
  event: StoredOfKind[Kind],
  day: number,
  archiveId: number,
  names: readonly (string | null)[] = [],
  hour: number | null = null,
): void {
  const adds = ADDS[kind];
  const isTimed = hour !== null && kind === 'play';
  let characters = kind === 'search' ? (event as StoredOfKind['search']).query.length : 0;
  for (const name of names) characters += name?.length ?? 0;
  rows.begin(adds.length + (isTimed ? 1 : 0) + names.length, 3 * characters);
  for (const add of adds) add(rows, event, day, archiveId);
  if (isTimed) rows.int16(hour);
  for (const name of names) rows.text(name);
}
