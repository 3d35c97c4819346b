import { NAMING_SEPARATOR, PART_OF_SONG, UNMERGED_COLUMNS, UNMERGED_PREFIX } from './songs.sql.js';

export function dropUnmergedSql(tables: string[]): string {
  return `/* ingest.drop_unmerged_songs */ DROP TABLE ${tables.join(', ')}`;
}

export const SELECT_UNMERGED = `/* ingest.unmerged_songs */
  SELECT relname AS name, right(relname, 1)::int AS part, pg_relation_size(oid)::float8 AS bytes FROM pg_class
  WHERE starts_with(relname, '${UNMERGED_PREFIX}') AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
  ORDER BY relname`;

export const SELECT_ANY_POSTED = `/* ingest.any_posted_songs */ SELECT EXISTS (SELECT FROM posted_song) AS posted`;

/** For a merge, what was posted of songs of the part $1 becomes a table as those of archives are. */
export const TAKEN_SONGS = 'taken_song';
export const CREATE_TAKEN = `/* ingest.create_taken_songs */
  CREATE TEMPORARY TABLE ${TAKEN_SONGS} (LIKE posted_song) ON COMMIT DROP`;
export const TAKE_POSTED_SONGS = `/* ingest.take_posted_songs */
  WITH taken AS (
    DELETE FROM posted_song WHERE ${PART_OF_SONG} = $1 RETURNING ${UNMERGED_COLUMNS}
  )
  INSERT INTO ${TAKEN_SONGS} (${UNMERGED_COLUMNS}) SELECT * FROM taken`;

/** The parts are side by side already: further workers would gather the same songs each. */
export const SET_MERGE_MEMORY = `/* ingest.merge_memory */
  SET LOCAL work_mem = '128MB'; SET LOCAL max_parallel_workers_per_gather = 0`;

/** Whether there is anything to merge with, and how much. */
export const SELECT_KNOWN_SONGS = `/* ingest.known_songs */
  SELECT EXISTS (SELECT FROM song) AS "any", pg_relation_size('song')::float8 AS bytes`;

/**
 * The planner has no statistics of the unmerged tables, so it takes their songs for few and looks up
 * each: two processor seconds of 645,000 songs. Sorting songs took a third less than hashing them, lengths a
 * seventh less, and the merges need their order anyway.
 */
export const SET_MERGE_IN_ORDER = `/* ingest.merge_in_order */
  SET LOCAL enable_hashagg = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off`;

/** What the tables say together. */
function together(tables: string[]): string {
  return `(${tables.map((table) => `SELECT ${UNMERGED_COLUMNS} FROM ${table}`).join(' UNION ALL ')}) AS unmerged`;
}

/** The shorter of the two lengths in the middle of all plays. Most songs have one length. */
const LOWER_MEDIAN = 'min(seconds) FILTER (WHERE up_to_here * 2 >= total)';

/** The columns seconds and plays, in the order of seconds, with sums of plays: all, and up to each length. */
function summedUp(counted: string): string {
  return `SELECT seconds, plays, sum(plays) OVER (ORDER BY seconds) AS up_to_here, sum(plays) OVER () AS total
    FROM (${counted}) AS counted`;
}

/**
 * A row a song: names, events, and how often each length occurs. Columns song_id, title, singer, named_in,
 * event_count, lengths, length_plays and length_seconds. The newest naming sorts last: it begins with the
 * archive's name, which begins with the day. A song has fewer than 2^31 events; sums of whole numbers are
 * cast back, since PostgreSQL sums wider ones as `numeric`. The median of up to two lengths takes no
 * subquery, which would be a tenth of the merge.
 */
function songsOf(tables: string[]): string {
  return `SELECT song_id, nullif(split_part(naming, '${NAMING_SEPARATOR}', 2), '') AS title,
      nullif(split_part(naming, '${NAMING_SEPARATOR}', 3), '') AS singer, split_part(naming, '${NAMING_SEPARATOR}', 1) AS named_in,
      event_count, lengths, length_plays, CASE WHEN cardinality(lengths) > 2 THEN (
        SELECT ${LOWER_MEDIAN}
        FROM (${summedUp('SELECT * FROM unnest(lengths, length_plays) AS _(seconds, plays)')}) AS summed)
      WHEN length_plays[2] > length_plays[1] THEN lengths[2] ELSE lengths[1] END AS length_seconds
    FROM (
      SELECT song_id, sum(events)::int AS event_count, max(naming) AS naming,
        array_agg(seconds) FILTER (WHERE plays <> 0) AS lengths, array_agg(plays) FILTER (WHERE plays <> 0) AS length_plays
      FROM (
        SELECT song_id, seconds, sum(play_count)::int AS plays, sum(event_count)::int AS events, max(naming) AS naming
        FROM ${together(tables)} GROUP BY song_id, seconds ORDER BY song_id, seconds) AS by_length
      GROUP BY song_id) AS by_song
    ORDER BY song_id`;
}

const SONG_COLUMNS = 'song_id, title, singer, named_in, length_seconds, event_count, lengths, length_plays';

/** Into an empty table: nothing to look up. */
export function insertSongsSql(tables: string[]): string {
  return `/* ingest.insert_songs */
  INSERT INTO song (${SONG_COLUMNS}) SELECT ${SONG_COLUMNS} FROM (${songsOf(tables)}) AS incoming WHERE event_count > 0`;
}

/**
 * The title comes from the newest archive that has one: names begin with the day, so they sort by (day,
 * name).
 */
const NEWER_NAMES = ['title', 'singer', 'named_in']
  .map(
    (column) => `${column} = CASE WHEN incoming.named_in COLLATE "C" >= coalesce(known.named_in, '')
      THEN incoming.${column} ELSE known.${column} END`,
  )
  .join(', ');

const ALL_EVENTS = 'event_count = known.event_count + incoming.event_count';

/**
 * MERGE looks at both sides in order: it took half the processor time of INSERT ... ON CONFLICT, for new
 * songs and for known ones. Songs without events go. The next two cases are those of most songs, and take no
 * subquery. A length without plays, which only events that were taken out leave, goes.
 */
export function mergeSongsSql(tables: string[]): string {
  return `/* ingest.merge_songs */
  MERGE INTO song AS known
  USING (${songsOf(tables)}) AS incoming
  ON known.song_id = incoming.song_id
  WHEN MATCHED AND known.event_count + incoming.event_count <= 0 THEN DELETE
  WHEN MATCHED AND incoming.lengths IS NULL THEN UPDATE SET ${NEWER_NAMES}, ${ALL_EVENTS}
  WHEN MATCHED AND cardinality(known.lengths) = 1 AND known.lengths = incoming.lengths AND incoming.length_plays[1] > 0
    THEN UPDATE SET ${NEWER_NAMES}, ${ALL_EVENTS}, length_plays = ARRAY[known.length_plays[1] + incoming.length_plays[1]]
  WHEN MATCHED THEN UPDATE SET ${NEWER_NAMES}, ${ALL_EVENTS}, (lengths, length_plays, length_seconds) = (
      SELECT array_agg(seconds ORDER BY seconds), array_agg(plays::int ORDER BY seconds), ${LOWER_MEDIAN}
      FROM (${summedUp(`SELECT seconds, sum(plays) AS plays
        FROM unnest(known.lengths || incoming.lengths, known.length_plays || incoming.length_plays) AS _(seconds, plays)
        GROUP BY seconds HAVING sum(plays) > 0`)}) AS summed)
  WHEN NOT MATCHED AND incoming.event_count > 0 THEN INSERT (${SONG_COLUMNS})
    VALUES (${SONG_COLUMNS.split(', ')
      .map((column) => `incoming.${column}`)
      .join(', ')})`;
}
