import { advisoryLock } from '#common';
import type { Id } from '../formats/whole-number.js';
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
export const SONG_BLOCK_BITS = 14;

export function songPartOf(songId: Id): SongPart {
  if (typeof songId === 'bigint') return (songId >> BigInt(SONG_BLOCK_BITS)) & 1n ? 1 : 0;
  return Math.floor(songId / 2 ** SONG_BLOCK_BITS) % 2 === 0 ? 0 : 1;
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
  SELECT ${advisoryLock('songs', 'part')} FROM (SELECT part FROM unnest($1::int[]) AS part ORDER BY part) AS parts`;

/** The same for one part, without waiting. */
export const TRY_LOCK_SONGS = `/* ingest.try_lock_songs */ SELECT ${advisoryLock('songs', '$1', 'pg_try_advisory_xact_lock')} AS free`;

/** The parts are side by side already: further workers would gather the same songs each. */
export const SET_MERGE_MEMORY = `/* ingest.merge_memory */
  SET LOCAL work_mem = '128MB'; SET LOCAL max_parallel_workers_per_gather = 0`;

/** Whether there is anything to merge with, and how much. */
export const SELECT_KNOWN_SONGS = `/* ingest.known_songs */
  SELECT EXISTS (SELECT FROM song) OR EXISTS (SELECT FROM song_length) AS "any",
    (pg_relation_size('song') + pg_relation_size('song_length'))::float8 AS bytes`;

/**
 * Nobody tells the planner how many songs the unmerged tables hold, so it takes them for few and looks up each: two
 * processor seconds of 645,000 songs. Sorting songs took a third less than hashing them, lengths a seventh less, and the merges need
 * their order anyway.
 */
export const SET_MERGE_IN_ORDER = `/* ingest.merge_in_order */
  SET LOCAL enable_hashagg = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off`;

export const SET_MERGE_AS_PLANNED = `/* ingest.merge_as_planned */
  SET LOCAL enable_hashagg TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_nestloop TO DEFAULT`;

/** What the tables say together, with a row for each song and day at least. */
function together(tables: string[]): string {
  return `(${tables.map((table) => `SELECT * FROM ${table}`).join(' UNION ALL ')}) AS unmerged`;
}

function lengthsOf(tables: string[]): string {
  return `SELECT song_id, seconds, sum(play_count) AS play_count FROM ${together(tables)}
    WHERE seconds IS NOT NULL GROUP BY song_id, seconds HAVING sum(play_count) <> 0`;
}

/** The newest naming sorts last: it begins with the archive's name, which begins with the day. */
function songsOf(tables: string[]): string {
  return `SELECT song_id, min(day) AS first_day, max(day) AS last_day, max(naming) AS naming FROM ${together(tables)}
    WHERE day IS NOT NULL GROUP BY song_id`;
}

/**
 * The lower weighted median of the lengths of a group, from the exact histogram. Most songs have one length. A length of one
 * song is played fewer than 2^31 times; the cast keeps the sums out of numeric.
 */
const MEDIAN = `CASE WHEN count(seconds) <= 1 THEN min(seconds) ELSE (
      SELECT min(length) FROM (
        SELECT length, sum(plays) OVER () AS total, sum(plays) OVER (ORDER BY length) AS up_to_here
        FROM unnest(array_agg(seconds), array_agg(play_count::int)) AS _(length, plays)
        WHERE length IS NOT NULL) AS cumulated
      WHERE up_to_here * 2 >= total) END`;

const NAMES = `split_part(naming, '${NAMING_SEPARATOR}', 2) AS title,
      nullif(split_part(naming, '${NAMING_SEPARATOR}', 3), '') AS singer, split_part(naming, '${NAMING_SEPARATOR}', 1) AS named_in`;

/**
 * Into empty tables: sorted once, and nothing to look up. It took 6.2 processor seconds of 645,000 songs, the merges 7.3.
 * Not for a replaced archive, which takes lengths away.
 */
export function insertSongsSql(tables: string[]): string {
  return `/* ingest.insert_songs */
  WITH gathered AS MATERIALIZED (
    SELECT song_id, seconds, sum(play_count) AS play_count, min(day) AS first_day, max(day) AS last_day, max(naming) AS naming
    FROM ${together(tables)} GROUP BY song_id, seconds ORDER BY song_id, seconds
  ), lengths AS (
    INSERT INTO song_length (song_id, seconds, play_count)
    SELECT song_id, seconds, play_count FROM gathered WHERE seconds IS NOT NULL
  )
  INSERT INTO song (song_id, title, singer, named_in, length_seconds, first_day, last_day)
  SELECT song_id, ${NAMES}, seconds, first_day, last_day
  FROM (
    SELECT song_id, min(first_day) AS first_day, max(last_day) AS last_day, max(naming) AS naming, ${MEDIAN} AS seconds
    FROM gathered GROUP BY song_id HAVING max(last_day) IS NOT NULL) AS timed
  ORDER BY song_id`;
}

/** MERGE looks at both sides in order: it took half the processor time of INSERT ... ON CONFLICT, for new songs and for known ones. */
function mergeLengths(incoming: string): string {
  return `MERGE INTO song_length AS known
  USING (${incoming} ORDER BY song_id, seconds) AS incoming
  ON known.song_id = incoming.song_id AND known.seconds = incoming.seconds
  WHEN MATCHED THEN UPDATE SET play_count = known.play_count + incoming.play_count
  WHEN NOT MATCHED THEN INSERT (song_id, seconds, play_count)
    VALUES (incoming.song_id, incoming.seconds, incoming.play_count)`;
}

export function mergeLengthsSql(tables: string[]): string {
  return `/* ingest.merge_song_lengths */ ${mergeLengths(lengthsOf(tables))}`;
}

/** Only a replaced archive takes lengths away. */
export const DELETE_SPENT_LENGTHS = `/* ingest.delete_spent_lengths */
  DELETE FROM song_length USING departed_song
  WHERE song_length.song_id = departed_song.song_id AND song_length.play_count <= 0`;

/** The title comes from the newest archive that has one: names begin with the day, so they sort by (day, name). */
function mergeSongs(incoming: string): string {
  return `MERGE INTO song AS known
  USING (
    SELECT song_id, first_day, last_day, seconds, ${NAMES}
    FROM (
      SELECT song_id, min(first_day) AS first_day, max(last_day) AS last_day, max(naming) AS naming, ${MEDIAN} AS seconds
      FROM (${incoming}) AS said LEFT JOIN song_length USING (song_id) GROUP BY song_id) AS timed
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
}

export function mergeSongsSql(tables: string[]): string {
  return `/* ingest.merge_songs */ ${mergeSongs(songsOf(tables))}`;
}

/**
 * After a replacement: songs that the new content no longer names get their days and length from what is left.
 * Their title stays, since older titles are not kept.
 */
export function settleDepartedSongsSql(tables: string[]): string {
  return `/* ingest.settle_departed_songs */
  WITH gone AS (
    SELECT song_id FROM departed_song EXCEPT SELECT song_id FROM ${together(tables)} WHERE day IS NOT NULL
  ), left_over AS (
    SELECT song_id, min(day) AS first_day, max(day) AS last_day FROM (
      SELECT song_id, day FROM play_event WHERE song_id IN (SELECT song_id FROM gone)
      UNION ALL
      SELECT song_id, day FROM download_event WHERE song_id IN (SELECT song_id FROM gone)) AS seen
    GROUP BY song_id
  ), removed AS (
    DELETE FROM song WHERE song_id IN (SELECT song_id FROM gone EXCEPT SELECT song_id FROM left_over)
  ), timed AS (
    SELECT song_id, min(first_day) AS first_day, max(last_day) AS last_day, ${MEDIAN} AS seconds
    FROM left_over LEFT JOIN song_length USING (song_id) GROUP BY song_id
  )
  UPDATE song SET first_day = timed.first_day, last_day = timed.last_day, length_seconds = timed.seconds
  FROM timed WHERE song.song_id = timed.song_id`;
}

/** The merges for a few events, given as arrays: a table for each batch would bloat the catalogue. */
export const MERGE_COLLECTED_LENGTHS = `/* ingest.merge_collected_lengths */
  ${mergeLengths(`SELECT song_id, seconds, count(*) AS play_count FROM unnest($1::bigint[], $2::int[]) AS _(song_id, seconds)
    GROUP BY song_id, seconds`)}`;

export const MERGE_COLLECTED_SONGS = `/* ingest.merge_collected_songs */
  ${mergeSongs(`SELECT song_id, min(day) AS first_day, max(day) AS last_day, max(naming COLLATE "C") AS naming
    FROM unnest($1::bigint[], $2::date[], $3::text[]) AS _(song_id, day, naming)
    GROUP BY song_id`)}`;
