import { EVENT_COLUMNS, timedColumns } from './copy/event-rows.js';
import { DAY_TABLES, partitionOf } from './tables.js';
import type { DayTable, EventTable } from './tables.js';

/**
 * Straight into the day's partition: no row is routed, and the parent is not locked.
 * @param isTimed the rows of plays have hours
 */
export function copyEventsSql(table: EventTable, day: string, isTimed: boolean): string {
  const columns = isTimed ? timedColumns(table) : EVENT_COLUMNS[table];
  return `/* ingest.copy_events */ COPY ${partitionOf(table, day)} (${columns}) FROM STDIN (FORMAT binary)`;
}

/**
 * Into the partitions of any days, through their parent: rows that are in the order of days are routed in runs. A COPY
 * a day took 0.2 ms each, which of a small file of a year is more than its rows.
 */
export function copyDaysSql(table: EventTable): string {
  return `/* ingest.copy_days */ COPY ${table} (${timedColumns(table)}) FROM STDIN (FORMAT binary)`;
}

/** Gives the events of the archive $1 to the archive $2. */
export function moveEventsSql(table: EventTable, day: string): string {
  return `/* ingest.move_events */ UPDATE ${partitionOf(table, day)} SET archive_id = $2 WHERE archive_id = $1`;
}

/** Coverage asks which days an archive without a date in its name is of. Adds $3 events of the days $2 to those of $1. */
export const ADD_ARCHIVE_DAYS = `/* ingest.add_archive_days */
  INSERT INTO archive_event_day (archive_id, day, event_count)
  SELECT $1::int, day, events FROM unnest($2::date[], $3::bigint[]) AS added(day, events)
  ON CONFLICT (archive_id, day) DO UPDATE SET event_count = archive_event_day.event_count + excluded.event_count`;
export const DELETE_ARCHIVE_DAYS = `/* ingest.delete_archive_days */ DELETE FROM archive_event_day WHERE archive_id = $1`;
export const SELECT_ARCHIVE_DAYS = `/* ingest.archive_days */
  SELECT day FROM archive_event_day WHERE archive_id = $1 ORDER BY day`;

export function deleteEventsSql(table: EventTable, day: string): string {
  return `/* ingest.delete_events */ DELETE FROM ${partitionOf(table, day)} WHERE archive_id = $1`;
}

/**
 * The columns that statements select, join and group by. Without the others, of which texts and sketches take
 * the longest to sort, ANALYZE takes a quarter of the time.
 */
const ANALYZED_COLUMNS: Record<DayTable, string> = {
  play_event: 'user_id, song_id, day, play_seconds, song_seconds',
  download_event: 'user_id, song_id, day',
  search_event: 'user_id, day',
  user_day: 'user_id, day, device, plays, downloads, searches',
};

/**
 * Of each table 9,000 rows instead of 30,000: the planner needs magnitudes, and rows that were never read
 * cost ANALYZE three times as much as others.
 */
export const SET_SMALL_SAMPLE = `/* ingest.small_sample */ SET LOCAL default_statistics_target = 30`;

/** Of the songs always; autovacuum sees to partitions, but never to their parents. */
export const ANALYZE_SONGS = `/* ingest.analyze_songs */
  ANALYZE song (song_id, length_seconds)`;

/**
 * PostgreSQL 18: a sample of each parent, without its partitions one by one, which cost as much as there is
 * history: ONLY is of the one table that it precedes. Partitions get what matters when they are made;
 * the rest waits for autovacuum.
 */
export const ANALYZE_PARENTS = `/* ingest.analyze_parents */
  ANALYZE ${DAY_TABLES.map((table) => `ONLY ${table} (${ANALYZED_COLUMNS[table]})`).join(', ')}`;

/** Before 18 there is no ONLY; the rollup is what is asked most. */
export const ANALYZE_USER_DAY = `/* ingest.analyze_user_day */ ANALYZE user_day (${ANALYZED_COLUMNS.user_day})`;
export const SELECT_SERVER_VERSION = `/* ingest.server_version */
  SELECT current_setting('server_version_num')::int AS version`;
