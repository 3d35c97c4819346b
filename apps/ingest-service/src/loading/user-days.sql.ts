import { SONG_SKETCH_BITS } from './song-sketch.js';
import { partitionOf } from './tables.js';

/** Rollups of single archives, counted while they were read; gone at the end of the transaction. */
export const CREATE_INCOMING_USER_DAYS = `/* ingest.create_incoming_user_days */
  CREATE TEMPORARY TABLE incoming_user_day (user_id bigint, day date, plays bigint, downloads bigint, searches bigint,
    play_seconds bigint, full_plays bigint, completion_millionths bigint, completion_count bigint, distinct_songs bigint,
    ar bigint, ip bigint, mc bigint, wp bigint, song_sketch bit(${SONG_SKETCH_BITS})) ON COMMIT DROP`;

export const COPY_INCOMING_USER_DAYS = `/* ingest.copy_incoming_user_days */
  COPY incoming_user_day FROM STDIN (FORMAT binary)`;

/** Whether the day has no rollup yet, so no events either. */
export function isFreshDaySql(day: string): string {
  return `/* ingest.is_fresh_day */ SELECT NOT EXISTS (SELECT FROM ${partitionOf('user_day', day)}) AS fresh`;
}

/**
 * Users with plays in several archives of the day: their distinct songs cannot be added up. In the original logs a part is a
 * cohort of users, so these are the anonymous pool and few others.
 */
export const SELECT_SHARED_USERS = `/* ingest.shared_users */
  SELECT user_id AS "userId" FROM incoming_user_day WHERE day = $1::date AND plays > 0
  GROUP BY user_id HAVING count(*) > 1`;
