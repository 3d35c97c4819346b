import { partitionOf } from './tables.js';

/**
 * Bits of a sketch of a user's day: one for each of so many values of a hash of a song or singer. Sketches of
 * several days are joined by OR, and the number of bits that are set estimates how many different ones there
 * were (linear counting, Whang, Vander-Zanden and Taylor 1990).
 */
const SKETCH_BITS = 256;

/** Columns in the order in which rows are copied: those of archives, whose play lines have no time of day. */
const USER_DAY_COLUMNS = `user_id, day, device, plays, downloads, searches, play_seconds, full_plays,
    completion_sum, completion_count, distinct_songs, song_sketch, singer_sketch`;

/** Night: what is played before this hour. Null where the hour of a play of the day is not known. */
const NIGHT_ENDS = 6;
const NIGHT_PLAYS = `CASE WHEN min(hour) >= 0 THEN count(*) FILTER (WHERE hour < ${NIGHT_ENDS}) END`;

/** Rows of `DayTally`, straight into the day's partition. */
export function copyUserDaySql(day: string): string {
  return `/* ingest.copy_user_day */
  COPY ${partitionOf('user_day', day)} (${USER_DAY_COLUMNS}) FROM STDIN (FORMAT binary)`;
}

/** Whether the day has no rollup yet, so no events either. */
export function isFreshDaySql(day: string): string {
  return `/* ingest.is_fresh_day */ SELECT NOT EXISTS (SELECT 1 FROM ${partitionOf('user_day', day)}) AS fresh`;
}

/**
 * The day's rollup, from the facts. Everything is summed as whole numbers (completion in millionths), so the
 * result does not depend on the order in which archives were loaded. The device is the one of most events
 * that day, the lower code at a tie, unknown (0) only when no other occurs. Distinct songs are counted over
 * one sort of the day's plays: hashing the pairs of user and song took 1.7 times as long at 8 million plays.
 * @param users 'all', or 'given' for the rollup of the users $1 (bigint[]) alone
 */
export function insertUserDaySql(day: string, users: 'all' | 'given' = 'all'): string {
  return `/* ingest.insert_user_day */
  INSERT INTO ${partitionOf('user_day', day)} (${USER_DAY_COLUMNS}, night_plays)
  SELECT user_id, DATE '${day}',
    CASE greatest(ar, ip, mc, wp)
      WHEN 0 THEN 0 WHEN ar THEN 1 WHEN ip THEN 2 WHEN mc THEN 3 ELSE 4 END,
    plays, downloads, searches, least(play_seconds, 2147483647), full_plays, completion_millionths / 1e6::float8,
    completion_count, distinct_songs, song_sketch, singer_sketch, night_plays
  FROM (
    SELECT user_id, sum(plays)::int AS plays, sum(downloads)::int AS downloads, sum(searches)::int AS searches,
      sum(play_seconds)::bigint AS play_seconds, sum(full_plays)::int AS full_plays,
      sum(completion_millionths)::bigint AS completion_millionths, sum(completion_count)::int AS completion_count,
      sum(distinct_songs)::int AS distinct_songs, bit_or(song_sketch) AS song_sketch,
      bit_or(singer_sketch) AS singer_sketch, sum(night_plays)::int AS night_plays, sum(ar)::int AS ar, sum(ip)::int AS ip, sum(mc)::int AS mc, sum(wp)::int AS wp
    FROM (
      ${byKindSql(day, users)}
    ) AS by_kind
    GROUP BY user_id
  ) AS by_user`;
}

/**
 * The sketch of one play: a single bit, null where the song is not known. The loader's is
 * `assembly/hash-int8.ts`.
 */
const SONG_BIT = `set_bit(0::bit(${SKETCH_BITS}), hashint8(song_id) & ${SKETCH_BITS - 1}, 1)`;
/** Null where the line names no singer. */
const SINGER_BIT = `set_bit(0::bit(${SKETCH_BITS}), singer_hash & ${SKETCH_BITS - 1}, 1)`;

const NOT_OF_PLAYS = `NULL::bit(${SKETCH_BITS}), NULL::bit(${SKETCH_BITS}), NULL::bigint`;

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
        bit_or(${SONG_BIT}) AS song_sketch, bit_or(${SINGER_BIT}) AS singer_sketch,
        ${NIGHT_PLAYS} AS night_plays
      FROM ${partitionOf('play_event', day)} ${where} GROUP BY user_id
      UNION ALL
      SELECT user_id, 0, count(*), 0, 0, 0, 0, 0, 0,
        count(*) FILTER (WHERE device = 1), count(*) FILTER (WHERE device = 2),
        count(*) FILTER (WHERE device = 3), count(*) FILTER (WHERE device = 4), ${NOT_OF_PLAYS}
      FROM ${partitionOf('download_event', day)} ${where} GROUP BY user_id
      UNION ALL
      SELECT user_id, 0, 0, count(*), 0, 0, 0, 0, 0,
        count(*) FILTER (WHERE device = 1), count(*) FILTER (WHERE device = 2),
        count(*) FILTER (WHERE device = 3), count(*) FILTER (WHERE device = 4), ${NOT_OF_PLAYS}
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
