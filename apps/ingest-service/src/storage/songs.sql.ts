import { advisoryLock } from '#common';
import type { Id } from '../formats/whole-number.js';
import { partitionOf } from './tables.js';

/**
 * What archives said of their songs and is not yet merged into `song`: a table for each transaction that
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

/** The same of events that were posted, a row an event: all transactions add to one table, since a table for each would bloat the catalogue. */
export const INSERT_POSTED_SONGS = `/* ingest.insert_posted_songs */
  INSERT INTO posted_song (song_id, day, seconds, play_count, naming)
  SELECT song_id, day, nullif(seconds, 0), CASE WHEN seconds > 0 THEN 1 ELSE 0 END, naming
  FROM unnest($1::bigint[], $2::date[], $3::int[], $4::text[]) AS _(song_id, day, seconds, naming)`;

export const SELECT_ANY_POSTED = `/* ingest.any_posted_songs */ SELECT EXISTS (SELECT FROM posted_song) AS posted`;

/** For a merge, what was posted of songs of the parts $1 becomes a table as those of archives are. */
export const TAKEN_SONGS = 'taken_song';
export const CREATE_TAKEN = `/* ingest.create_taken_songs */
  CREATE TEMPORARY TABLE ${TAKEN_SONGS} (LIKE posted_song) ON COMMIT DROP`;
export const TAKE_POSTED_SONGS = `/* ingest.take_posted_songs */
  WITH taken AS (
    DELETE FROM posted_song WHERE (song_id >> ${SONG_BLOCK_BITS}) & 1 = ANY ($1::int[])
    RETURNING song_id, day, seconds, play_count, naming
  )
  INSERT INTO ${TAKEN_SONGS} SELECT * FROM taken`;

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
  SELECT EXISTS (SELECT FROM song) AS "any", pg_relation_size('song')::float8 AS bytes`;

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

/** The shorter of the two lengths in the middle of all plays. Most songs have one length. */
const LOWER_MEDIAN = 'min(seconds) FILTER (WHERE up_to_here * 2 >= total)';

/** The columns seconds and plays, in the order of seconds, with sums of plays: all, and up to each length. */
function summedUp(counted: string): string {
  return `SELECT seconds, plays, sum(plays) OVER (ORDER BY seconds) AS up_to_here, sum(plays) OVER () AS total
    FROM (${counted}) AS counted`;
}

/**
 * A row a song: names, days, and how often each length occurs. Columns song_id, first_day, last_day, title, singer, named_in, lengths, length_plays and
 * length_seconds. A replaced archive alone names no day, and has plays below 0. The newest naming sorts last: it begins with the
 * archive's name, which begins with the day. A length of one song is played fewer than 2^31 times. The median of up to two lengths takes no
 * subquery, which would be a tenth of the merge.
 */
function songsOf(tables: string[]): string {
  return `SELECT song_id, first_day, last_day, split_part(naming, '${NAMING_SEPARATOR}', 2) AS title,
      nullif(split_part(naming, '${NAMING_SEPARATOR}', 3), '') AS singer, split_part(naming, '${NAMING_SEPARATOR}', 1) AS named_in,
      lengths, length_plays, CASE WHEN cardinality(lengths) > 2 THEN (
        SELECT ${LOWER_MEDIAN}
        FROM (${summedUp('SELECT * FROM unnest(lengths, length_plays) AS _(seconds, plays)')}) AS summed)
      WHEN length_plays[2] > length_plays[1] THEN lengths[2] ELSE lengths[1] END AS length_seconds
    FROM (
      SELECT song_id, min(first_day) AS first_day, max(last_day) AS last_day, max(naming) AS naming,
        array_agg(seconds) FILTER (WHERE plays <> 0) AS lengths, array_agg(plays::int) FILTER (WHERE plays <> 0) AS length_plays
      FROM (
        SELECT song_id, seconds, sum(play_count) AS plays, min(day) AS first_day, max(day) AS last_day, max(naming) AS naming
        FROM ${together(tables)} GROUP BY song_id, seconds ORDER BY song_id, seconds) AS by_length
      GROUP BY song_id) AS by_song
    ORDER BY song_id`;
}

const SONG_COLUMNS =
  'song_id, title, singer, named_in, length_seconds, first_day, last_day, lengths, length_plays';

/** Into an empty table: nothing to look up. Not for a replaced archive, which takes lengths away. */
export function insertSongsSql(tables: string[]): string {
  return `/* ingest.insert_songs */
  INSERT INTO song (${SONG_COLUMNS}) SELECT ${SONG_COLUMNS} FROM (${songsOf(tables)}) AS incoming`;
}

/** The title comes from the newest archive that has one: names begin with the day, so they sort by (day, name). */
const NEWER_NAMES = ['title', 'singer', 'named_in']
  .map(
    (column) => `${column} = CASE WHEN incoming.named_in COLLATE "C" >= coalesce(known.named_in, '')
      THEN incoming.${column} ELSE known.${column} END`,
  )
  .join(', ');

const ALL_DAYS =
  'first_day = least(known.first_day, incoming.first_day), last_day = greatest(known.last_day, incoming.last_day)';

/**
 * MERGE looks at both sides in order: it took half the processor time of INSERT ... ON CONFLICT, for new songs and for known ones. The first two
 * cases are those of most songs, and take no subquery. A length without plays, which only a replaced archive leaves, goes.
 */
export function mergeSongsSql(tables: string[]): string {
  return `/* ingest.merge_songs */
  MERGE INTO song AS known
  USING (${songsOf(tables)}) AS incoming
  ON known.song_id = incoming.song_id
  WHEN MATCHED AND incoming.lengths IS NULL THEN UPDATE SET ${NEWER_NAMES}, ${ALL_DAYS}
  WHEN MATCHED AND cardinality(known.lengths) = 1 AND known.lengths = incoming.lengths AND incoming.length_plays[1] > 0
    THEN UPDATE SET ${NEWER_NAMES}, ${ALL_DAYS}, length_plays = ARRAY[known.length_plays[1] + incoming.length_plays[1]]
  WHEN MATCHED THEN UPDATE SET ${NEWER_NAMES}, ${ALL_DAYS}, (lengths, length_plays, length_seconds) = (
      SELECT array_agg(seconds ORDER BY seconds), array_agg(plays::int ORDER BY seconds), ${LOWER_MEDIAN}
      FROM (${summedUp(`SELECT seconds, sum(plays) AS plays
        FROM unnest(known.lengths || incoming.lengths, known.length_plays || incoming.length_plays) AS _(seconds, plays)
        GROUP BY seconds HAVING sum(plays) > 0`)}) AS summed)
  WHEN NOT MATCHED AND incoming.first_day IS NOT NULL THEN INSERT (${SONG_COLUMNS})
    VALUES (${SONG_COLUMNS.split(', ')
      .map((column) => `incoming.${column}`)
      .join(', ')})`;
}

/**
 * After a replacement: songs that the new content no longer names get their days from what is left. Their title stays, since
 * older titles are not kept; and so does a song with lengths from days that retention dropped.
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
    DELETE FROM song
    WHERE song_id IN (SELECT song_id FROM gone EXCEPT SELECT song_id FROM left_over) AND lengths IS NULL
  )
  UPDATE song SET first_day = left_over.first_day, last_day = left_over.last_day
  FROM left_over WHERE song.song_id = left_over.song_id`;
}
