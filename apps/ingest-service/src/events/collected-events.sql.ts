/** Longest wait for a day that an archive load has locked; then the sender gets 503. */
export const SET_LOCK_TIMEOUT = `/* ingest.collect_lock_timeout */ SET LOCAL lock_timeout = '5s'`;

/**
 * Takes client event ids; returns those that were free, or of rejected events. In one order: no deadlocks.
 */
export const TAKE_EVENT_IDS = `/* ingest.take_event_ids */
  INSERT INTO collected_event (day, event_id)
  SELECT day, event_id FROM unnest($1::date[], $2::text[]) AS given(day, event_id) ORDER BY day, event_id
  ON CONFLICT (day, event_id) DO UPDATE SET is_rejected = false WHERE collected_event.is_rejected
  RETURNING day, event_id AS "eventId"`;

/** Stores client ids of rejected events, which stay free; answers those that were not stored yet. */
export const INSERT_REJECTED_IDS = `/* ingest.insert_rejected_ids */
  INSERT INTO collected_event (day, event_id, is_rejected)
  SELECT DISTINCT day, event_id, true FROM unnest($1::date[], $2::text[]) AS given(day, event_id) ORDER BY day, event_id
  ON CONFLICT DO NOTHING
  RETURNING day, event_id AS "eventId"`;

/** The booking $1 of a day that retention dropped and a load opened again begins anew. */
export const REOPEN_BOOKED_EVENTS = `/* ingest.reopen_booked_events */
  UPDATE archive SET state = 'loaded', reason = NULL, byte_count = 0, line_count = 0, event_count = 0, rejected = '{}',
    repaired = '{}'
  WHERE identity = $1 AND state = 'dropped'`;

/** Adds counts of events and refused events to the day's row. $6 rejected, $7 repaired. */
export const BOOK_EVENTS = `/* ingest.book_events */
  INSERT INTO archive AS known (identity, name, kind, day, state, byte_count, line_count, event_count, rejected, repaired,
    finished_at)
  VALUES ($1, $1, $2, $3, CASE WHEN $5::bigint = 0 AND $6::jsonb ? 'superseded' THEN 'superseded' ELSE 'loaded' END, $4,
    $5::bigint + (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text($6::jsonb)), $5::bigint, $6::jsonb, $7::jsonb,
    clock_timestamp())
  ON CONFLICT (identity) DO UPDATE SET
    state = CASE WHEN known.event_count + excluded.event_count = 0 AND 'superseded' IN (known.state, excluded.state)
      THEN 'superseded' ELSE 'loaded' END,
    byte_count = known.byte_count + excluded.byte_count,
    line_count = known.line_count + excluded.line_count,
    event_count = known.event_count + excluded.event_count,
    rejected = ${addedCounts('rejected')},
    repaired = ${addedCounts('repaired')},
    finished_at = excluded.finished_at
  RETURNING id`;

function addedCounts(column: 'rejected' | 'repaired'): string {
  return `(SELECT coalesce(jsonb_object_agg(key, count), '{}') FROM (
      SELECT key, sum(value::bigint) AS count FROM (
        SELECT * FROM jsonb_each_text(known.${column}) UNION ALL SELECT * FROM jsonb_each_text(excluded.${column}))
        AS counted
      GROUP BY key) AS summed)`;
}

export const INSERT_RECENT_EVENTS = `/* ingest.insert_recent_events */
  INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, song_seconds, device, kind)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::timestamp[], $4::int[], $5::int[], $6::smallint[], $7::text[])`;

export const INSERT_EVENT_RECOMMENDATIONS = `/* ingest.insert_event_recommendations */
  INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id, played_share)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::date[], $4::text[], $5::text[], $6::real[])`;

/**
 * Deletes what was received more than $1 days ago, whenever it happened. Events stay that the answers of a
 * version of the recommender need, since it read its data before them: of the live version, of the one before
 * it (for a rollback) and of the challenger of an experiment.
 */
export const DELETE_OLD_RECENT_EVENTS = `/* ingest.delete_old_recent_events */
  DELETE FROM recent_event WHERE received_at < least(now() - make_interval(days => $1), (
    SELECT min((v.report ->> 'readAt')::timestamptz) - interval '10 s' FROM model_version v
    WHERE v.kind = 'recommender' AND (
      v.id IN (SELECT p.model_version_id FROM model_promotion p WHERE p.kind = 'recommender' ORDER BY p.id DESC LIMIT 2)
      OR v.version IN (SELECT e.challenger_version FROM recommender_experiment e WHERE e.ended_at IS NULL))))`;
