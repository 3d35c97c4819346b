/**
 * Takes client event ids, $3 false, that are free or of rejected events; and stores those of rejected events, $3 true,
 * which stay free. Returns those that it took or stored. In one order: no deadlocks.
 */
export const TAKE_EVENT_IDS = `/* ingest.take_event_ids */
  INSERT INTO collected_event (day, event_id, is_rejected)
  SELECT * FROM unnest($1::date[], $2::text[], $3::boolean[]) AS given(day, event_id, is_rejected) ORDER BY day, event_id
  ON CONFLICT (day, event_id) DO UPDATE SET is_rejected = false
    WHERE collected_event.is_rejected AND NOT excluded.is_rejected
  RETURNING day, event_id AS "eventId", is_rejected AS "isRejected"`;

/** Posted events of a day and kind are booked as the archive of this identity, $1. */
export const SELECT_BOOKING_ID = `/* ingest.select_booking_id */ SELECT id FROM archive WHERE identity = $1`;

/** Of it, nothing counts yet. No row when another batch was faster. */
export const INSERT_BOOKING = `/* ingest.insert_booking */
  INSERT INTO archive (identity, name, kind, day, state) VALUES ($1, $1, $2, $3, 'superseded') ON CONFLICT DO NOTHING RETURNING id`;

/** Leaves the counts of a day and kind, and its users $8 (bigint[]), to be finished. */
export const INSERT_POSTED_COUNT = `/* ingest.insert_posted_count */
  WITH users AS (INSERT INTO posted_user (user_id, day) SELECT unnest($8::bigint[]), $1::date)
  INSERT INTO posted_count (day, kind, byte_count, line_count, event_count, rejected, repaired)
  VALUES ($1::date, $2, $3, $4, $5, $6, $7)`;

/** Posted events do not move the days that are believed. */
export const SELECT_NEWEST_ARCHIVE_DAY = `/* ingest.newest_archive_day */
  SELECT greatest((SELECT max(day) FROM archive_event_day), (
    SELECT max(day) FROM archive WHERE state IN ('loaded', 'partial') AND NOT starts_with(identity, 'events/'))) AS day`;
