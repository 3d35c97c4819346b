import { EVENT_COLUMNS, timedColumns, UNKNOWN_HOUR } from './copy/event-rows.js';
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
 * Events whose days are known only after reading wait here, with title and singer of their songs and texts of
 * ids; gone at the end of the transaction.
 */
export function createStagedSql(table: EventTable): string {
  return `/* ingest.create_staged */
  CREATE TEMPORARY TABLE staged_event ON COMMIT DROP AS
  SELECT ${timedColumns(table)}, NULL::text AS title, NULL::text AS singer,
    NULL::text AS user_text, NULL::text AS song_text FROM ${table} WITH NO DATA`;
}

/**
 * @param isTimed the rows of plays have hours
 * @param withIds the rows have texts of ids, too
 */
export function copyStagedSql(table: EventTable, isTimed: boolean, withIds: boolean): string {
  const columns = isTimed ? timedColumns(table) : EVENT_COLUMNS[table];
  const isSearch = table === 'search_event';
  const names = `${isSearch ? '' : ', title, singer'}${withIds ? `, user_text${isSearch ? '' : ', song_text'}` : ''}`;
  return `/* ingest.copy_staged */ COPY staged_event (${columns}${names}) FROM STDIN (FORMAT binary)`;
}

/**
 * Texts of ids that were staged, for `fetchStagedTextsSql`; ordered by ids, so that transactions which store
 * them do not wait for each other in a circle.
 */
export const declareStagedTextsSql = (kind: 'user' | 'song'): string => `/* ingest.declare_staged_texts */
  DECLARE staged_${kind}_texts NO SCROLL CURSOR FOR
  SELECT DISTINCT ${kind}_id, ${kind}_text AS text FROM staged_event WHERE ${kind}_text IS NOT NULL
  ORDER BY ${kind}_id`;
export const fetchStagedTextsSql = (kind: 'user' | 'song'): string => `/* ingest.fetch_staged_texts */
  FETCH 5000 FROM staged_${kind}_texts`;

export const SELECT_STAGED_DAYS = `/* ingest.staged_days */
  SELECT DISTINCT day FROM staged_event ORDER BY day`;

export const DELETE_STAGED_OF_DAYS = `/* ingest.delete_staged_of_days */
  WITH removed AS (DELETE FROM staged_event WHERE day = ANY ($1::date[]) RETURNING 1)
  SELECT count(*)::int AS removed FROM removed`;

export function insertStagedSql(table: EventTable): string {
  const hour = table === 'play_event' ? `, coalesce(hour, ${UNKNOWN_HOUR})` : '';
  return `/* ingest.insert_staged */
  INSERT INTO ${table} (${timedColumns(table)}) SELECT ${EVENT_COLUMNS[table]}${hour} FROM staged_event`;
}

/** Coverage asks which days an archive without a date in its name is of. */
export const DELETE_STAGED_ARCHIVE_DAYS = `/* ingest.delete_staged_archive_days */
  DELETE FROM archive_event_day WHERE archive_id IN (SELECT archive_id FROM staged_event)`;
export const INSERT_STAGED_ARCHIVE_DAYS = `/* ingest.insert_staged_archive_days */
  INSERT INTO archive_event_day (archive_id, day, event_count)
  SELECT archive_id, day, count(*) FROM staged_event GROUP BY archive_id, day
  ON CONFLICT (archive_id, day) DO UPDATE SET event_count = archive_event_day.event_count + excluded.event_count`;

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
