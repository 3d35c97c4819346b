import { partitionOf } from './tables.js';

/** What the transaction's archives say of songs; gone at its end. */
export const CREATE_INCOMING = `/* ingest.create_incoming */
  CREATE TEMPORARY TABLE incoming_song (song_id bigint, day date, title text, singer text, named_in text) ON COMMIT DROP;
  CREATE TEMPORARY TABLE incoming_length (song_id bigint, seconds int, play_count bigint) ON COMMIT DROP;
  CREATE TEMPORARY TABLE departed_song (song_id bigint) ON COMMIT DROP`;

export const COPY_INCOMING_SONGS = `/* ingest.copy_incoming_songs */
  COPY incoming_song (song_id, day, title, singer, named_in) FROM STDIN (FORMAT binary)`;

export const COPY_INCOMING_LENGTHS = `/* ingest.copy_incoming_lengths */
  COPY incoming_length (song_id, seconds, play_count) FROM STDIN (FORMAT binary)`;

export const ANALYZE_INCOMING = `/* ingest.analyze_incoming */ ANALYZE incoming_song, incoming_length`;

/** Before the events of the archive $1 are deleted: its share of the length histogram goes too. */
export function departPlaysSql(day: string): string[] {
  const plays = partitionOf('play_event', day);
  return [
    `/* ingest.depart_lengths */
      INSERT INTO incoming_length SELECT song_id, song_seconds, -count(*) FROM ${plays}
      WHERE archive_id = $1 AND song_id IS NOT NULL AND song_seconds > 0 GROUP BY song_id, song_seconds`,
    `/* ingest.depart_played */
      INSERT INTO departed_song SELECT DISTINCT song_id FROM ${plays}
      WHERE archive_id = $1 AND song_id IS NOT NULL`,
  ];
}

export function departDownloadsSql(day: string): string[] {
  return [
    `/* ingest.depart_downloaded */
      INSERT INTO departed_song SELECT DISTINCT song_id FROM ${partitionOf('download_event', day)}
      WHERE archive_id = $1 AND song_id IS NOT NULL`,
  ];
}

/**
 * Loads of different days change the same songs. One at a time, from here to the end of the transaction, and this
 * is its last step: no deadlock is possible, and nobody waits for another's reading.
 */
export const LOCK_SONGS = `/* ingest.lock_songs */ SELECT pg_advisory_xact_lock(7301005, 0)`;

export const MERGE_SONG_LENGTHS = `/* ingest.merge_song_lengths */
  INSERT INTO song_length AS known (song_id, seconds, play_count)
  SELECT song_id, seconds, sum(play_count) FROM incoming_length GROUP BY song_id, seconds HAVING sum(play_count) <> 0
  ORDER BY song_id, seconds
  ON CONFLICT (song_id, seconds) DO UPDATE SET play_count = known.play_count + excluded.play_count`;

/** Only a replaced archive takes lengths away. */
export const DELETE_SPENT_LENGTHS = `/* ingest.delete_spent_lengths */
  DELETE FROM song_length USING departed_song
  WHERE song_length.song_id = departed_song.song_id AND song_length.play_count <= 0`;

/**
 * The lower weighted median of each song's lengths, from the exact histogram. A length of one song is played fewer than
 * 2^31 times; the cast keeps the sums out of numeric.
 */
function medians(songs: string): string {
  return `SELECT DISTINCT ON (song_id) song_id, seconds FROM (
      SELECT song_id, seconds, sum(play_count::int) OVER (PARTITION BY song_id) AS total,
        sum(play_count::int) OVER (PARTITION BY song_id ORDER BY seconds) AS up_to_here
      FROM song_length WHERE song_id IN (SELECT song_id FROM ${songs})) AS cumulated
    WHERE up_to_here * 2 >= total ORDER BY song_id, seconds`;
}

/** The title comes from the newest archive that has one: names begin with the day, so they sort by (day, name). */
export const MERGE_SONGS = `/* ingest.merge_songs */
  INSERT INTO song AS known (song_id, title, singer, length_seconds, first_day, last_day, named_in)
  SELECT named.song_id, named.title, named.singer, median.seconds, named.first_day, named.last_day, named.named_in
  FROM (SELECT DISTINCT ON (song_id) song_id, title, singer, named_in,
          min(day) OVER (PARTITION BY song_id) AS first_day, max(day) OVER (PARTITION BY song_id) AS last_day
        FROM incoming_song ORDER BY song_id, named_in COLLATE "C" DESC NULLS LAST) AS named
  LEFT JOIN (${medians('incoming_song')}) AS median USING (song_id)
  ORDER BY named.song_id
  ON CONFLICT (song_id) DO UPDATE SET
    first_day = least(known.first_day, excluded.first_day),
    last_day = greatest(known.last_day, excluded.last_day),
    length_seconds = excluded.length_seconds,
    (title, singer, named_in) = (
      SELECT CASE WHEN newer THEN excluded.title ELSE known.title END,
        CASE WHEN newer THEN excluded.singer ELSE known.singer END,
        CASE WHEN newer THEN excluded.named_in ELSE known.named_in END
      FROM (SELECT coalesce(excluded.named_in COLLATE "C" >= coalesce(known.named_in, ''), false) AS newer) AS _)`;

/**
 * After a replacement: songs that the new content no longer names get their days and length from what is left.
 * Their title stays, since older titles are not kept.
 */
export const SETTLE_DEPARTED_SONGS = `/* ingest.settle_departed_songs */
  WITH gone AS (
    SELECT song_id FROM departed_song EXCEPT SELECT song_id FROM incoming_song
  ), left_over AS (
    SELECT song_id, min(day) AS first_day, max(day) AS last_day FROM (
      SELECT song_id, day FROM play_event WHERE song_id IN (SELECT song_id FROM gone)
      UNION ALL
      SELECT song_id, day FROM download_event WHERE song_id IN (SELECT song_id FROM gone)) AS seen
    GROUP BY song_id
  ), removed AS (
    DELETE FROM song WHERE song_id IN (SELECT song_id FROM gone EXCEPT SELECT song_id FROM left_over)
  )
  UPDATE song SET first_day = left_over.first_day, last_day = left_over.last_day, length_seconds = median.seconds
  FROM left_over LEFT JOIN (${medians('gone')}) AS median USING (song_id)
  WHERE song.song_id = left_over.song_id`;

/** The merges for a few events, given as arrays: a temporary table for each batch would bloat the catalogue. */
export const MERGE_COLLECTED_LENGTHS = `/* ingest.merge_collected_lengths */
  WITH incoming_length AS (
    SELECT song_id, seconds, 1 AS play_count FROM unnest($1::bigint[], $2::int[]) AS _(song_id, seconds)
  ) ${MERGE_SONG_LENGTHS}`;

export const MERGE_COLLECTED_SONGS = `/* ingest.merge_collected_songs */
  WITH incoming_song AS (
    SELECT * FROM unnest($1::bigint[], $2::date[], $3::text[], $4::text[], $5::text[])
      AS _(song_id, day, title, singer, named_in)
  ) ${MERGE_SONGS}`;
