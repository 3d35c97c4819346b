import { timedColumns } from '../storage/copy/event-rows.js';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { EventKind } from '../formats/archive-name.js';
import { EVENT_TABLES, partitionOf } from '../storage/tables.js';
import type { EventTable } from '../storage/tables.js';
import { eventArchiveName } from './event-groups.js';

/** The archive id of events that this transaction is moving; no archive has it. */
export const MOVED_ID = 0;

const AMONG_USERS = '($2::bigint[] IS NULL OR user_id = ANY ($2::bigint[]))';

/** Posted events of a day and kind are booked as the archive of this identity, $1. */
export const SELECT_BOOKING = `/* ingest.select_booking */
  SELECT id, identity, event_count > 0 AS "hasEvents" FROM archive WHERE identity = $1 AND state <> 'dropped'`;

/**
 * SQL of whether an event of an archive supersedes the row `posted` of the booking $1: the archive has all that its
 * users did, of feedback all that they said by the same word. A service may deliver likes by file and post dislikes.
 */
function isSupersededSql(table: EventTable, day: string): string {
  const sameWord = table === 'feedback_event' ? ' AND archived.said = posted.said' : '';
  return `EXISTS (SELECT FROM ${partitionOf(table, day)} AS archived
      WHERE archived.user_id = posted.user_id AND archived.archive_id <> $1${sameWord})`;
}

/** Marks superseded events of the booking $1, of the users $2 (null: of all); counts them. */
export function markSupersededSql(table: EventTable, day: string): string {
  return `/* ingest.mark_superseded */
  WITH superseded AS (
    UPDATE ${partitionOf(table, day)} AS posted SET archive_id = ${MOVED_ID}
    WHERE archive_id = $1 AND ${AMONG_USERS} AND ${isSupersededSql(table, day)} RETURNING 1)
  SELECT count(*)::int AS count FROM superseded`;
}

/** Moves marked events out of the day, back under their booking $1, with the titles of their songs. */
export function moveSupersededSql(table: EventTable, day: string): string {
  const columns = timedColumns(table);
  const [names, songs] =
    table === 'search_event' ? ['', ''] : [', title, singer', 'LEFT JOIN song USING (song_id)'];
  return `/* ingest.move_superseded */
  WITH moved AS (
    DELETE FROM ${partitionOf(table, day)} WHERE archive_id = ${MOVED_ID} RETURNING ${columns}
  )
  INSERT INTO superseded_event (${columns}${names})
  SELECT ${columns.replace('archive_id', '$1::int')}${names} FROM moved ${songs}`;
}

/** Adds the events $1 (rows of superseded_event as JSON). */
export const INSERT_SUPERSEDED = `/* ingest.insert_superseded */
  INSERT INTO superseded_event SELECT * FROM jsonb_populate_recordset(NULL::superseded_event, $1::jsonb)`;

/** Users of events of the booking $1 that no archive supersedes any more, of the users $2 (null: of all). */
export function selectReturningUsersSql(table: EventTable, day: string): string {
  return `/* ingest.returning_users */
  SELECT DISTINCT user_id AS "userId" FROM superseded_event AS posted
  WHERE archive_id = $1 AND ${AMONG_USERS} AND NOT ${isSupersededSql(table, day)}`;
}

/** Marks these events of the users $2 (bigint[]); counts them. */
export function markReturningSql(table: EventTable, day: string): string {
  return `/* ingest.mark_returning */
  WITH marked AS (
    UPDATE superseded_event AS posted SET archive_id = ${MOVED_ID}
    WHERE archive_id = $1 AND user_id = ANY ($2::bigint[]) AND NOT ${isSupersededSql(table, day)} RETURNING 1)
  SELECT count(*)::int AS count FROM marked`;
}

/** Kinds of which any of the users $1 (bigint[]) has superseded events, or posted ones and some of archives. */
export function selectMixedKindsSql(day: string): string {
  const ofKind = (kind: EventKind): string => `
  SELECT '${kind}' AS kind FROM archive AS booking WHERE identity = '${eventArchiveName({ day, kind })}' AND (
    EXISTS (SELECT FROM ${partitionOf(EVENT_TABLES[kind], day)}
      WHERE user_id = ANY ($1::bigint[]) AND archive_id <> booking.id)
    OR EXISTS (SELECT FROM superseded_event WHERE archive_id = booking.id AND user_id = ANY ($1::bigint[])))`;
  return `/* ingest.mixed_kinds */ ${EVENT_KINDS.map(ofKind).join(' UNION ALL ')}`;
}

/** Moves marked events back to their day, under their booking $1. */
export function moveReturningSql(table: EventTable, day: string): string {
  const columns = timedColumns(table);
  return `/* ingest.move_returning */
  WITH moved AS (DELETE FROM superseded_event WHERE archive_id = ${MOVED_ID} RETURNING ${columns})
  INSERT INTO ${partitionOf(table, day)} (${columns})
  SELECT ${columns.replace('archive_id', '$1::int')} FROM moved`;
}

/**
 * Takes $2 superseded events out of the counts of the booking $1, which counts them as rejected; below 0:
 * adds events that count again.
 */
export const BOOK_SUPERSEDED = `/* ingest.book_superseded */
  UPDATE archive SET
    event_count = event_count - $2::int,
    rejected = CASE WHEN coalesce((rejected->>'superseded')::bigint, 0) + $2::int = 0 THEN rejected - 'superseded'
      ELSE rejected || jsonb_build_object('superseded', coalesce((rejected->>'superseded')::bigint, 0) + $2::int) END,
    repaired = CASE WHEN event_count = $2::int THEN '{}' ELSE repaired END,
    state = CASE WHEN event_count = $2::int THEN 'superseded' ELSE 'loaded' END,
    finished_at = clock_timestamp()
  WHERE id = $1`;

/**
 * Users among $1 of whom archives have events, of feedback the word $3; $2 is the identity of the booking of posted
 * events.
 */
export function selectArchivedUsersSql(table: EventTable, day: string): string {
  const sameWord = table === 'feedback_event' ? 'said = $3' : '$3::text IS NULL';
  return `/* ingest.archived_users */
  SELECT DISTINCT user_id AS "userId" FROM ${partitionOf(table, day)}
  WHERE user_id = ANY ($1::bigint[]) AND ${sameWord}
    AND archive_id IS DISTINCT FROM (SELECT id FROM archive WHERE identity = $2)`;
}
