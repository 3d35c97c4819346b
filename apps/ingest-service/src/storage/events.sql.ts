import { DAY_TABLES, EVENT_COLUMNS, partitionOf } from './tables.js';
import type { EventTable } from './tables.js';

/**
 * Bits of a sketch of a user's day: one for each of so many values of a hash of what was heard. Sketches of several days are joined by OR,
 * and the number of bits that are set tells how many different things there were (linear counting, Whang, Vander-Zanden and Taylor 1990).
 */
const SKETCH_BITS = 256;

/** Straight into the day's partition: no row is routed, and the parent is not locked. */
export function copyEventsSql(table: EventTable, day: string): string {
  return `/* ingest.copy_events */ COPY ${partitionOf(table, day)} (${EVENT_COLUMNS[table]}) FROM STDIN (FORMAT binary)`;
}

/** Events whose days are known only after reading wait here; gone at the end of the transaction. */
export function createStagedSql(table: EventTable): string {
  return `/* ingest.create_staged */
  CREATE TEMPORARY TABLE staged_event ON COMMIT DROP AS SELECT ${EVENT_COLUMNS[table]} FROM ${table} WITH NO DATA`;
}

export function copyStagedSql(table: EventTable): string {
  return `/* ingest.copy_staged */ COPY staged_event (${EVENT_COLUMNS[table]}) FROM STDIN (FORMAT binary)`;
}

export const SELECT_STAGED_DAYS = `/* ingest.staged_days */
  SELECT DISTINCT day FROM staged_event ORDER BY day`;

export const DELETE_STAGED_OF_DAYS = `/* ingest.delete_staged_of_days */
  WITH removed AS (DELETE FROM staged_event WHERE day = ANY ($1::date[]) RETURNING 1)
  SELECT count(*)::int AS removed FROM removed`;

export function insertStagedSql(table: EventTable): string {
  return `/* ingest.insert_staged */
  INSERT INTO ${table} (${EVENT_COLUMNS[table]}) SELECT ${EVENT_COLUMNS[table]} FROM staged_event`;
}

/** Coverage asks which days an archive without a date in its name is of. */
export const DELETE_STAGED_ARCHIVE_DAYS = `/* ingest.delete_staged_archive_days */
  DELETE FROM archive_event_day WHERE archive_id IN (SELECT archive_id FROM staged_event)`;
export const INSERT_STAGED_ARCHIVE_DAYS = `/* ingest.insert_staged_archive_days */
  INSERT INTO archive_event_day (archive_id, day, event_count)
  SELECT archive_id, day, count(*) FROM staged_event GROUP BY archive_id, day`;

/** Days that hold events of the archive $1, for an archive without a date in its name. */
export function selectDaysOfArchiveSql(table: EventTable): string {
  return `/* ingest.days_of_archive */ SELECT DISTINCT day FROM ${table} WHERE archive_id = $1 ORDER BY day`;
}

export function deleteEventsSql(table: EventTable, day: string): string {
  return `/* ingest.delete_events */ DELETE FROM ${partitionOf(table, day)} WHERE archive_id = $1`;
}

/**
 * The day's rollup, from the facts. Everything is summed as whole numbers (completion in millionths), so the result
 * does not depend on the order in which archives were loaded. The device is the one of most events that day, the
 * lower code at a tie, unknown (0) only when no other occurs. Distinct songs are counted
 * over one sort of the day's plays: hashing the pairs of user and song took 1.7 times as long at 8 million plays.
 * @param users 'all', or 'given' for the rollup of the users $1 (bigint[]) alone
 */
export function insertUserDaySql(day: string, users: 'all' | 'given' = 'all'): string {
  return `/* ingest.insert_user_day */
  INSERT INTO ${partitionOf('user_day', day)} (user_id, day, device, plays, downloads, searches, play_seconds, full_plays,
    completion_sum, completion_count, distinct_songs, song_sketch, singer_sketch)
  SELECT user_id, DATE '${day}',
    CASE greatest(ar, ip, mc, wp)
      WHEN 0 THEN 0 WHEN ar THEN 1 WHEN ip THEN 2 WHEN mc THEN 3 ELSE 4 END,
    plays, downloads, searches, least(play_seconds, 2147483647), full_plays, completion_millionths / 1e6::float8,
    completion_count, distinct_songs, song_sketch, singer_sketch
  FROM (
    SELECT user_id, sum(plays)::int AS plays, sum(downloads)::int AS downloads, sum(searches)::int AS searches,
      sum(play_seconds)::bigint AS play_seconds, sum(full_plays)::int AS full_plays,
      sum(completion_millionths)::bigint AS completion_millionths, sum(completion_count)::int AS completion_count,
      sum(distinct_songs)::int AS distinct_songs, bit_or(song_sketch) AS song_sketch,
      bit_or(singer_sketch) AS singer_sketch, sum(ar)::int AS ar, sum(ip)::int AS ip, sum(mc)::int AS mc, sum(wp)::int AS wp
    FROM (
      ${byKindSql(day, users)}
    ) AS by_kind
    GROUP BY user_id
  ) AS by_user`;
}

/** The sketch of one play: a single bit, null where the song is not known. The loader's is `assembly/hash-int8.ts`. */
const SONG_BIT = `set_bit(0::bit(${SKETCH_BITS}), hashint8(song_id) & ${SKETCH_BITS - 1}, 1)`;
/** Null where the line names no singer. */
const SINGER_BIT = `set_bit(0::bit(${SKETCH_BITS}), singer_hash & ${SKETCH_BITS - 1}, 1)`;

const NO_SKETCHES = `NULL::bit(${SKETCH_BITS}), NULL::bit(${SKETCH_BITS})`;

/** Plays, downloads and searches of each user, summed apart. */
function byKindSql(day: string, users: 'all' | 'given'): string {
  const where = users === 'all' ? '' : 'WHERE user_id = ANY ($1::bigint[])';
  return `SELECT user_id, count(*) AS plays, 0 AS downloads, 0 AS searches,
        coalesce(sum(play_seconds), 0) AS play_seconds,
        count(*) FILTER (WHERE song_seconds > 0 AND play_seconds * 5 >= song_seconds * 4) AS full_plays,
        coalesce(sum((least(play_seconds, song_seconds)::bigint * 1000000 / song_seconds)::int)
          FILTER (WHERE song_seconds > 0 AND play_seconds IS NOT NULL), 0) AS completion_millionths,
        count(play_seconds) FILTER (WHERE song_seconds > 0) AS completion_count, count(DISTINCT song_id) AS distinct_songs,
        count(*) FILTER (WHERE device = 1) AS ar, count(*) FILTER (WHERE device = 2) AS ip,
        count(*) FILTER (WHERE device = 3) AS mc, count(*) FILTER (WHERE device = 4) AS wp,
        bit_or(${SONG_BIT}) AS song_sketch, bit_or(${SINGER_BIT}) AS singer_sketch
      FROM ${partitionOf('play_event', day)} ${where} GROUP BY user_id
      UNION ALL
      SELECT user_id, 0, count(*), 0, 0, 0, 0, 0, 0,
        count(*) FILTER (WHERE device = 1), count(*) FILTER (WHERE device = 2),
        count(*) FILTER (WHERE device = 3), count(*) FILTER (WHERE device = 4), ${NO_SKETCHES}
      FROM ${partitionOf('download_event', day)} ${where} GROUP BY user_id
      UNION ALL
      SELECT user_id, 0, 0, count(*), 0, 0, 0, 0, 0,
        count(*) FILTER (WHERE device = 1), count(*) FILTER (WHERE device = 2),
        count(*) FILTER (WHERE device = 3), count(*) FILTER (WHERE device = 4), ${NO_SKETCHES}
      FROM ${partitionOf('search_event', day)} ${where} GROUP BY user_id`;
}

export function deleteUserDaySql(day: string): string {
  return `/* ingest.delete_user_day */ DELETE FROM ${partitionOf('user_day', day)}`;
}

export function deleteUserDayOfUsersSql(day: string): string {
  return `/* ingest.delete_user_day_of_users */
  DELETE FROM ${partitionOf('user_day', day)} WHERE user_id = ANY ($1::bigint[])`;
}

/** Grouping a day of millions of plays in memory instead of on disk. */
export const SET_ROLLUP_MEMORY = `/* ingest.rollup_memory */ SET LOCAL work_mem = '128MB'`;

/** Of the songs always; autovacuum sees to partitions, but never to their parents. */
export const ANALYZE_SONGS = `/* ingest.analyze_songs */ ANALYZE song, song_length`;
/**
 * PostgreSQL 18: a sample of each parent, without its partitions one by one, which cost as much as there is history: ONLY is of the
 * one table that it precedes. Added are partitions that nothing, or no row, is known of yet.
 */
export function analyzeParentsSql(unknownPartitions: string[]): string {
  const tables = [...DAY_TABLES.map((table) => `ONLY ${table}`), ...unknownPartitions];
  return `/* ingest.analyze_parents */ ANALYZE ${tables.join(', ')}`;
}

/**
 * Of a partition that it knows nothing of, the planner takes a range of days for half a percent. Plays, whose partitions take the
 * longest, wait for autovacuum.
 */
export const SELECT_UNKNOWN_PARTITIONS = `/* ingest.unknown_partitions */
  SELECT inhrelid::regclass::text AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid
  WHERE inhparent = ANY ('{download_event, search_event, user_day}'::regclass[]) AND reltuples <= 0 ORDER BY 1`;

/** Before 18 there is no ONLY; the rollup is what is asked most. */
export const ANALYZE_USER_DAY = `/* ingest.analyze_user_day */ ANALYZE user_day`;
export const SELECT_SERVER_VERSION = `/* ingest.server_version */
  SELECT current_setting('server_version_num')::int AS version`;
