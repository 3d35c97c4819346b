import { partitionOf } from '../storage/tables.js';
import type { EventTable } from '../storage/tables.js';

/** Marks events that are to be removed; no archive has this id. */
export const SUPERSEDED_ID = 0;

/** The booking $1 of posted events, while any of them count. */
export const SELECT_BOOKED_EVENTS = `/* ingest.select_booked_events */
  SELECT id FROM archive WHERE identity = $1 AND event_count > 0`;

/** Moves posted events (archive $1) of users who have events of archives to SUPERSEDED_ID; answers how many they are. */
export function markSupersededSql(table: EventTable, day: string): string {
  const events = partitionOf(table, day);
  return `/* ingest.mark_superseded */
  WITH superseded AS (
    UPDATE ${events} AS posted SET archive_id = ${SUPERSEDED_ID}
    WHERE archive_id = $1 AND user_id IN (SELECT user_id FROM ${events} WHERE archive_id <> $1)
    RETURNING 1)
  SELECT count(*)::int AS count FROM superseded`;
}

/** Takes $2 superseded events out of the counts of the booking $1; it keeps them as rejected. */
export const BOOK_SUPERSEDED = `/* ingest.book_superseded */
  UPDATE archive SET
    event_count = event_count - $2::int,
    rejected = rejected || jsonb_build_object('superseded', coalesce((rejected->>'superseded')::bigint, 0) + $2::int),
    repaired = CASE WHEN event_count = $2::int THEN '{}' ELSE repaired END,
    state = CASE WHEN event_count = $2::int THEN 'superseded' ELSE state END,
    finished_at = clock_timestamp()
  WHERE id = $1`;

/** Which of the users $1 have events of archives; $2 is the name under which posted events are booked. */
export function selectArchivedUsersSql(table: EventTable, day: string): string {
  return `/* ingest.archived_users */
  SELECT DISTINCT user_id AS "userId" FROM ${partitionOf(table, day)}
  WHERE user_id = ANY ($1::bigint[]) AND archive_id IS DISTINCT FROM (SELECT id FROM archive WHERE identity = $2)`;
}
