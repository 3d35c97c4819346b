import { partitionOf } from './tables.js';

/** Rows of `DayTally`, straight into the day's partition. */
export function copyUserDaySql(day: string): string {
  return `/* ingest.copy_user_day */
  COPY ${partitionOf('user_day', day)} (user_id, day, device, plays, downloads, searches, play_seconds, full_plays,
    completion_sum, completion_count, distinct_songs, song_sketch, singer_sketch) FROM STDIN (FORMAT binary)`;
}

/** Whether the day has no rollup yet, so no events either. */
export function isFreshDaySql(day: string): string {
  return `/* ingest.is_fresh_day */ SELECT NOT EXISTS (SELECT FROM ${partitionOf('user_day', day)}) AS fresh`;
}
