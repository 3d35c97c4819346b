import { EVENT_KINDS } from '../formats/archive-name.js';
import { COLLECTED_TABLE, DAY_TABLES } from '../storage/tables.js';
import type { PartitionedTable } from '../storage/tables.js';

const TABLES: PartitionedTable[] = [...DAY_TABLES, COLLECTED_TABLE];

/** Archives by the days of their events; those without a day in their name have several. */
const LOADED = `SELECT archive.id, kind, coalesce(archive.day, of_event.day) AS day,
    coalesce(of_event.event_count, archive.event_count) AS events
  FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
  WHERE state IN ('loaded', 'partial') AND coalesce(archive.day, of_event.day) IS NOT NULL`;

/** Every partition of a day, which is one of its table or of a month of it; their names end with the day. */
const PARTITIONS = `SELECT child.oid, child.relname AS name, parent.relname AS parent,
    -- Other names are not cast, in whatever order the conditions are tried.
    CASE WHEN child.relname ~ '_[0-9]{8}$' THEN to_date(right(child.relname, 8), 'YYYYMMDD') END AS day
  FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid JOIN pg_class AS parent ON parent.oid = inhparent
  WHERE parent.relnamespace = current_schema()::regnamespace AND child.relkind = 'r'
    AND parent.relname ~ '^(${TABLES.join('|')})(_[0-9]{6})?$'`;

/**
 * What lies before the day $1, what is left, and the median events of a loaded day. Events are counted by
 * their bookings, so no day is read.
 */
export const SELECT_BEFORE = `/* ingest.retention_before */
  SELECT count(DISTINCT day) FILTER (WHERE day < $1::date)::int AS days,
    count(DISTINCT day) FILTER (WHERE day >= $1::date)::int AS "daysKept",
    min(day) FILTER (WHERE day < $1::date) AS "firstDay", max(day) FILTER (WHERE day < $1::date) AS "lastDay",
    max(day) AS "newestDay",
    coalesce(sum(events) FILTER (WHERE day >= $1::date), 0)::float8 AS "eventsKept",
    (SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY events), 0)
     FROM (SELECT sum(events) AS events FROM (${LOADED}) AS loaded GROUP BY day) AS by_day)::float8 AS "usualEvents",
    count(DISTINCT id) FILTER (WHERE day < $1::date)::int AS archives,
    jsonb_build_object(${EVENT_KINDS.map(
      (kind) => `'${kind}', coalesce(sum(events) FILTER (WHERE day < $1::date AND kind = '${kind}'), 0)`,
    ).join(', ')}) AS events,
    (SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM (${PARTITIONS}) AS p WHERE day < $1::date)::float8
      AS bytes
  FROM (${LOADED}) AS loaded`;

/**
 * Days before $1 to drop, the oldest first; those between them of which nothing was ever loaded are closed
 * too.
 */
export const SELECT_DAYS_TO_DROP = `/* ingest.days_to_drop */
  WITH known AS (SELECT day FROM (${PARTITIONS}) AS p UNION SELECT day FROM (${LOADED}) AS loaded)
  SELECT day FROM (SELECT span.first + n AS day
                   FROM (SELECT min(day) AS first, least(max(day), $1::date - 1) AS last FROM known) AS span,
                     generate_series(0, span.last - span.first) AS n) AS before
  WHERE day IN (SELECT day FROM known) OR day NOT IN (SELECT day FROM dropped_day)
  ORDER BY day`;

/** Those of the day $1, and of its month where that has no other day. */
export const SELECT_PARTITIONS_OF_DAY = `/* ingest.partitions_of_day */
  WITH partitions AS (${PARTITIONS}), of_day AS (SELECT name, parent FROM partitions WHERE day = $1::date)
  SELECT name FROM of_day UNION ALL SELECT parent FROM of_day
  WHERE parent ~ '_[0-9]{6}$' AND NOT EXISTS (
    SELECT FROM partitions AS other WHERE other.parent = of_day.parent AND other.day <> $1::date)`;

/**
 * Later loads wait behind these locks, so the wait for them is short; and shorter than the deadlock timeout of
 * the server (1 s), so that no reader is ended for it.
 */
export const SET_LOCK_TIMEOUT = `/* ingest.retention_lock_timeout */ SET LOCAL lock_timeout = '500ms'`;
/** For locks behind which posted events and readers wait. */
export const SET_SHORT_LOCK_TIMEOUT = `/* ingest.retention_short_lock_timeout */ SET LOCAL lock_timeout = '100ms'`;
export const LOCK_TABLES = `/* ingest.retention_lock_tables */
  LOCK TABLE ${TABLES.map((table) => `ONLY ${table}`).join(', ')} IN ACCESS EXCLUSIVE MODE`;

/** @param partitions names as the catalogue gave them */
export function dropPartitionsSql(partitions: string[]): string {
  return `/* ingest.drop_partitions */ DROP TABLE ${partitions.map((name) => `"${name}"`).join(', ')}`;
}

export const DROP_ARCHIVES_OF_DAY = `/* ingest.drop_archives_of_day */
  UPDATE archive SET state = 'dropped', reason = 'day_dropped' WHERE day = $1::date
    AND state IN ('loaded', 'partial', 'superseded')`;

/** An archive of many days is dropped with the last of them. */
export const DROP_DAY_OF_ARCHIVES = `/* ingest.drop_day_of_archives */
  WITH gone AS (DELETE FROM archive_event_day WHERE day = $1::date RETURNING archive_id)
  UPDATE archive SET state = 'dropped', reason = 'day_dropped'
  WHERE id IN (SELECT archive_id FROM gone)
    AND NOT EXISTS (SELECT FROM archive_event_day WHERE archive_id = archive.id AND day <> $1::date)`;

export const INSERT_DROPPED_DAY = `/* ingest.insert_dropped_day */
  INSERT INTO dropped_day (day) VALUES ($1::date) ON CONFLICT DO NOTHING`;

export const IS_DROPPED_DAY = `/* ingest.is_dropped_day */
  SELECT FROM dropped_day WHERE day = $1::date`;

export const DELETE_KEYS_OF_DAY = `/* ingest.delete_keys_of_day */ DELETE FROM play_key WHERE day = $1::date`;

export const DELETE_POSTED_OF_DAY = `/* ingest.delete_posted_of_day */
  WITH users AS (DELETE FROM posted_user WHERE day = $1::date), late AS (DELETE FROM late_events WHERE day = $1::date)
  DELETE FROM posted_count WHERE day = $1::date`;

/**
 * Without fresh statistics DELETE_OLD_RECOMMENDED looks up new rows one by one. In a transaction of its own:
 * after a change of a reference table Citus refuses ANALYZE.
 */
export const ANALYZE_SHOWN = `/* ingest.analyze_shown */
  ANALYZE recommendation_impression, event_recommendation (recommendation_id, user_id, song_id)`;

/** Songs that were shown, by the day of showing in UTC. */
export const DELETE_OLD_IMPRESSIONS = `/* ingest.delete_old_impressions */
  DELETE FROM recommendation_impression WHERE shown_at < $1::date::timestamp AT TIME ZONE 'UTC'`;
/**
 * Then what followed, but for events of a song that is still counted as shown to this user or to a guest
 * (user -1): its click would be lost.
 */
export const DELETE_OLD_RECOMMENDED = `/* ingest.delete_old_recommended */
  WITH guest AS MATERIALIZED (
    SELECT recommendation_id, song_id FROM recommendation_impression WHERE user_id = -1
  )
  DELETE FROM event_recommendation e WHERE e.day < $1::date
    AND NOT EXISTS (
      SELECT FROM recommendation_impression i
      WHERE i.user_id = e.user_id AND i.recommendation_id = e.recommendation_id AND i.song_id = e.song_id)
    AND NOT EXISTS (
      SELECT FROM guest g WHERE g.recommendation_id = e.recommendation_id AND g.song_id = e.song_id)`;
export const DELETE_OLD_SUPERSEDED = `/* ingest.delete_old_superseded */
  DELETE FROM superseded_event WHERE day < $1::date`;
/** An opinion is no event: a like or dislike stays until a later word takes it back. */
export const DELETE_OLD_OPINIONS = `/* ingest.delete_old_opinions */
  DELETE FROM opinion o WHERE o.day < $1::date AND (o.said LIKE 'un%' OR EXISTS (
    SELECT FROM opinion later WHERE later.user_id = o.user_id AND later.song_id IS NOT DISTINCT FROM o.song_id
      AND later.of_singer IS NOT DISTINCT FROM o.of_singer
      AND (later.day, coalesce(later.happened_at, later.day)) > (o.day, coalesce(o.happened_at, o.day))))`;
export const DELETE_OLD_RECENT = `/* ingest.delete_old_recent */
  DELETE FROM recent_event WHERE happened_at < $1::date`;
