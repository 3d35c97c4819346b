import type { Id } from '../parsing/whole-number.js';
import { partitionOf } from './tables.js';

/**
 * What archives said of their songs and is not yet merged into `song` and `song_length`: a table for each transaction that
 * loaded archives, made and filled by it (so PostgreSQL writes it without WAL where it may) and dropped by the merge. A merge of every
 * day by itself took two thirds of a load: most songs of a day are those of the day before.
 */
const UNMERGED_PREFIX = 'unmerged_songs_';

/** Songs are merged in so many parts at once, by their ids: it is the only work at the end of a load, and a database has more cores than one. */
export const SONG_PARTS = [0, 1] as const;
export type SongPart = (typeof SONG_PARTS)[number];

/** The ids of a part come in blocks of 2^14: by even and odd ids, both parts write the same pages, which took 8 % more of the processor. */
const BLOCK_BITS = 14;

export function songPartOf(songId: Id): SongPart {
  if (typeof songId === 'bigint') return (songId >> BigInt(BLOCK_BITS)) & 1n ? 1 : 0;
  return Math.floor(songId / 2 ** BLOCK_BITS) % 2 === 0 ? 0 : 1;
}

/** The table of a part of one transaction's songs. */
export function unmergedTable(transaction: string, part: SongPart): string {
  return `${UNMERGED_PREFIX}${transaction}_${part}`;
}

/** Between the archive, title and singer of a `naming`; texts of songs hold no control characters. */
export const NAMING_SEPARATOR = '\u0001';

export function createUnmergedSql(table: string): string {
  return `/* ingest.create_unmerged_songs */
  CREATE TABLE ${table} (song_id bigint NOT NULL, day date, seconds int, play_count int NOT NULL, naming text COLLATE "C")
  WITH (autovacuum_enabled = off)`;
}

export function copyUnmergedSql(table: string): string {
  return `/* ingest.copy_unmerged_songs */ COPY ${table} (song_id, day, seconds, play_count, naming) FROM STDIN (FORMAT binary)`;
}

export function dropUnmergedSql(tables: string[]): string {
  return `/* ingest.drop_unmerged_songs */ DROP TABLE ${tables.join(', ')}`;
}

export const SELECT_UNMERGED = `/* ingest.unmerged_songs */
  SELECT relname AS name, right(relname, 1)::int AS part, pg_relation_size(oid)::float8 AS bytes FROM pg_class
  WHERE starts_with(relname, '${UNMERGED_PREFIX}') AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
  ORDER BY relname`;

export const CREATE_DEPARTED = `/* ingest.create_departed_songs */
  CREATE TEMPORARY TABLE departed_song (song_id bigint) ON COMMIT DROP`;

/**
 * Before the events of the archive $1 are deleted: its share of the length histogram goes too. Which part's table it is said in
 * does not matter: the transaction merges all of them together.
 */
export function departPlaysSql(day: string, transaction: string): string[] {
  const plays = partitionOf('play_event', day);
  return [
    `/* ingest.depart_lengths */
      INSERT INTO ${unmergedTable(transaction, SONG_PARTS[0])} (song_id, seconds, play_count)
      SELECT song_id, song_seconds, -count(*)::int FROM ${plays}
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
 * Merges change the same songs. One at a time for each part, $1 in order, from here to the end of the transaction, and this
 * is its last step: no deadlock is possible, and nobody waits for another's reading.
 */
export const LOCK_SONGS = `/* ingest.lock_songs */
  SELECT pg_advisory_xact_lock(7301005, part) FROM (SELECT part FROM unnest($1::int[]) AS part ORDER BY part) AS parts`;

/** The same for one part, without waiting. */
export const TRY_LOCK_SONGS = `/* ingest.try_lock_songs */ SELECT pg_try_advisory_xact_lock(7301005, $1) AS free`;

/** The parts are side by side already: further workers would gather the same songs each. */
export const SET_MERGE_MEMORY = `/* ingest.merge_memory */
  SET LOCAL work_mem = '128MB'; SET LOCAL max_parallel_workers_per_gather = 0`;

/**
 * What the tables say together, a row for each song (the newest naming, which sorts by the archive's name, which begins with
 * the day) and for each length of a song.
 */
export function gatherSql(tables: string[]): string[] {
  const all = tables.map((table) => `SELECT * FROM ${table}`).join(' UNION ALL ');
  return [
    `/* ingest.gather_lengths */
      CREATE TEMPORARY TABLE incoming_length ON COMMIT DROP AS
      SELECT song_id, seconds, sum(play_count) AS play_count FROM (${all}) AS unmerged
      WHERE seconds IS NOT NULL GROUP BY song_id, seconds HAVING sum(play_count) <> 0`,
    `/* ingest.gather_songs */
      CREATE TEMPORARY TABLE incoming_song ON COMMIT DROP AS
      SELECT song_id, min(day) AS first_day, max(day) AS last_day, max(naming) AS naming FROM (${all}) AS unmerged
      WHERE day IS NOT NULL GROUP BY song_id`,
    `/* ingest.analyze_gathered */ ANALYZE incoming_length, incoming_song`,
  ];
}

/** MERGE looks at both sides in order: it took half the processor time of INSERT ... ON CONFLICT, for new songs and for known ones. */
export const MERGE_SONG_LENGTHS = `/* ingest.merge_song_lengths */
  MERGE INTO song_length AS known
  USING (SELECT song_id, seconds, play_count FROM incoming_length ORDER BY song_id, seconds) AS incoming
  ON known.song_id = incoming.song_id AND known.seconds = incoming.seconds
  WHEN MATCHED THEN UPDATE SET play_count = known.play_count + incoming.play_count
  WHEN NOT MATCHED THEN INSERT (song_id, seconds, play_count)
    VALUES (incoming.song_id, incoming.seconds, incoming.play_count)`;

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
  MERGE INTO song AS known
  USING (
    SELECT song_id, first_day, last_day, median.seconds, naming, split_part(naming, '${NAMING_SEPARATOR}', 1) AS named_in,
      split_part(naming, '${NAMING_SEPARATOR}', 2) AS title, nullif(split_part(naming, '${NAMING_SEPARATOR}', 3), '') AS singer
    FROM incoming_song LEFT JOIN (${medians('incoming_song')}) AS median USING (song_id)
    ORDER BY song_id) AS incoming
  ON known.song_id = incoming.song_id
  WHEN MATCHED AND incoming.named_in COLLATE "C" >= coalesce(known.named_in, '') THEN UPDATE SET
    first_day = least(known.first_day, incoming.first_day), last_day = greatest(known.last_day, incoming.last_day),
    length_seconds = incoming.seconds, title = incoming.title, singer = incoming.singer, named_in = incoming.named_in
  WHEN MATCHED THEN UPDATE SET
    first_day = least(known.first_day, incoming.first_day), last_day = greatest(known.last_day, incoming.last_day),
    length_seconds = incoming.seconds
  WHEN NOT MATCHED THEN INSERT (song_id, title, singer, length_seconds, first_day, last_day, named_in)
    VALUES (incoming.song_id, incoming.title, incoming.singer, incoming.seconds, incoming.first_day, incoming.last_day,
      incoming.named_in)`;

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

/** The merges for a few events, given as arrays: a table for each batch would bloat the catalogue. */
export const MERGE_COLLECTED_LENGTHS = `/* ingest.merge_collected_lengths */
  WITH incoming_length AS (
    SELECT song_id, seconds, count(*) AS play_count FROM unnest($1::bigint[], $2::int[]) AS _(song_id, seconds)
    GROUP BY song_id, seconds
  ) ${MERGE_SONG_LENGTHS}`;

export const MERGE_COLLECTED_SONGS = `/* ingest.merge_collected_songs */
  WITH incoming_song AS (
    SELECT song_id, min(day) AS first_day, max(day) AS last_day, max(naming COLLATE "C") AS naming
    FROM unnest($1::bigint[], $2::date[], $3::text[]) AS _(song_id, day, naming)
    GROUP BY song_id
  ) ${MERGE_SONGS}`;
