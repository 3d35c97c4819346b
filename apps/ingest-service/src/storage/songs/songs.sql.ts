import { partitionOf } from '../tables.js';
import type { EventTable } from '../tables.js';

/** Events that name songs. */
export type SongEventTable = Exclude<EventTable, 'search_event'>;

/** Tables of what transactions found of songs; see `SongsRepository`. */
export const UNMERGED_PREFIX = 'unmerged_songs_';

/** Songs are merged in two parts at once, by their ids: it is the only work at the end of a load. */
export const SONG_PARTS = [0, 1] as const;
export type SongPart = (typeof SONG_PARTS)[number];

/**
 * The ids of a part come in blocks of 2^14: by even and odd ids, both parts write the same pages, which took
 * 8 % more of the processor.
 */
export const SONG_BLOCK_BITS = 14;
export const PART_OF_SONG = `(song_id >> ${SONG_BLOCK_BITS}) & 1`;

export function partOfSong(songId: number | bigint): number {
  return Number((BigInt(songId) >> BigInt(SONG_BLOCK_BITS)) & 1n);
}

/** The table of a part of one transaction's songs. */
export function unmergedTable(transaction: string, part: SongPart): string {
  return `${UNMERGED_PREFIX}${transaction}_${part}`;
}

/**
 * A `naming` is the archive that names the song, its title and its singer, with this between them; texts of
 * songs have no control characters. Namings of one song sort by the days of their archives.
 */
export const NAMING_SEPARATOR = '\u0001';

/**
 * A row brings `event_count` events of its song, of which `play_count` have the length `seconds`; further
 * lengths of the same events are rows that bring none. Counts are below 0 where events were taken out.
 */
export const UNMERGED_COLUMNS = 'song_id, seconds, play_count, event_count, naming';

/**
 * Made by the first statement of a transaction that has something for it, so PostgreSQL writes it without WAL
 * where it may.
 */
export function createUnmergedSql(table: string): string {
  return `/* ingest.create_unmerged_songs */
  CREATE TABLE IF NOT EXISTS ${table} (
    song_id bigint NOT NULL, seconds int, play_count int NOT NULL, event_count int NOT NULL, naming text COLLATE "C")
  WITH (autovacuum_enabled = off)`;
}

export function copyUnmergedSql(table: string): string {
  return `/* ingest.copy_unmerged_songs */ COPY ${table} (${UNMERGED_COLUMNS}) FROM STDIN (FORMAT binary)`;
}

/**
 * Posted events, a row an event. All transactions add to one table, since a table for each would bloat the
 * catalogue.
 */
export const INSERT_POSTED_SONGS = `/* ingest.insert_posted_songs */
  INSERT INTO posted_song (${UNMERGED_COLUMNS})
  SELECT song_id, nullif(seconds, 0), CASE WHEN seconds > 0 THEN 1 ELSE 0 END, 1, naming
  FROM unnest($1::bigint[], $2::int[], $3::text[]) AS _(song_id, seconds, naming)`;

/** Which events of a day are taken out: those of an archive, of users, or all. */
export type TakenBack = { archive: number } | { users: readonly string[] } | 'all';

/** Takes these events out of the counts of their songs. Titles stay, since older ones are not kept. */
export function takeBackSongsSql(
  table: SongEventTable,
  day: string,
  transaction: string,
  of: TakenBack,
): string {
  const chosen = of === 'all' ? 'true' : 'archive' in of ? 'archive_id = $1' : 'user_id = ANY ($1::bigint[])';
  return `/* ingest.take_back_songs */ ${addCountedSql(
    transaction,
    `SELECT song_id, ${secondsIn(table)} AS seconds, -count(*)::int AS events, NULL AS naming
    FROM ${partitionOf(table, day)} WHERE ${chosen} AND song_id IS NOT NULL GROUP BY 1, 2`,
  )}`;
}

/**
 * Adds the events of the archives $1 (int[]) of these days to the counts of their songs, which are named apart.
 */
export function addCopiedSongsSql(
  table: SongEventTable,
  days: readonly string[],
  transaction: string,
): string {
  return `/* ingest.add_copied_songs */ ${addCountedSql(
    transaction,
    `SELECT song_id, ${secondsIn(table)} AS seconds, count(*)::int AS events, NULL AS naming
    FROM ${table} WHERE archive_id = ANY ($1::int[]) AND day IN (${days.map((day) => `DATE '${day}'`).join(', ')})
      AND song_id IS NOT NULL GROUP BY 1, 2`,
  )}`;
}

/** Adds the superseded events of archive id $2 to the counts of their songs, with their newest naming. $1: its identity. */
export function addReturnedSongsSql(table: SongEventTable, transaction: string): string {
  const naming = ["to_char(day, 'YYYYMMDD') || '/' || $1::text", 'title', "coalesce(singer, '')"];
  return `/* ingest.add_returned_songs */ ${addCountedSql(
    transaction,
    `SELECT song_id, ${secondsIn(table)} AS seconds, count(*)::int AS events,
      max((${naming.join(` || '${NAMING_SEPARATOR}' || `)}) COLLATE "C") AS naming
    FROM superseded_event WHERE archive_id = $2 AND song_id IS NOT NULL GROUP BY 1, 2`,
  )}`;
}

function secondsIn(table: SongEventTable): string {
  return table === 'play_event' ? 'nullif(song_seconds, 0)' : 'NULL::int';
}

/** @param counted a query of song_id, seconds, events and naming */
function addCountedSql(transaction: string, counted: string): string {
  const [even, odd] = SONG_PARTS.map(
    (part) => `INSERT INTO ${unmergedTable(transaction, part)} (${UNMERGED_COLUMNS})
      SELECT song_id, seconds, CASE WHEN seconds IS NULL THEN 0 ELSE events END, events, naming FROM counted
      WHERE ${PART_OF_SONG} = ${part}`,
  );
  return `WITH counted AS MATERIALIZED (${counted}), even AS (${even})
  ${odd}`;
}
