import { lockHoldersSql } from '#common';
import { partitionOf } from '../storage/tables.js';
import type { EventTable } from '../storage/tables.js';

export const INSERT_ERASURE = `/* ingest.insert_erasure */
  INSERT INTO erasure (users, asked_by) VALUES ($1, $2) RETURNING id`;

export const SELECT_NEWEST_ERASURE = `/* ingest.newest_erasure */ SELECT coalesce(max(id), 0)::int AS id FROM erasure`;

/** Erasures up to $1 have ended, each with a number of its own in the order of their ends. */
export const FINISH_ERASURES = `/* ingest.finish_erasures */
  UPDATE erasure SET finished_at = clock_timestamp(), finished = ended.number
  FROM (
    SELECT id, (SELECT coalesce(max(finished), 0) FROM erasure) + row_number() OVER (ORDER BY id) AS number FROM erasure
    WHERE id <= $1 AND finished_at IS NULL) AS ended
  WHERE ended.id = erasure.id`;

/** Transactions that write events now, of archives or posted. */
export const SELECT_WRITERS = `/* ingest.writers_of_events */ ${lockHoldersSql('retention')}`;

/** Which of the jobs $1 (kinds) run now. */
export const SELECT_RUNNING_JOBS = `/* ingest.running_jobs */
  SELECT id FROM job_queue.job WHERE name = ANY ($1::text[]) AND state = 'active'`;

/** Days of which anything is kept of the users $1 (bigint[]). */
export const SELECT_DAYS_OF = `/* ingest.days_of_users */
  SELECT day FROM user_day WHERE user_id = ANY ($1::bigint[])
  UNION SELECT day FROM posted_user WHERE user_id = ANY ($1::bigint[]) ORDER BY day`;

/**
 * Archives without a day in their name that have events of the day $1: their loads lock them before the days.
 */
export const LOCK_DATELESS_ARCHIVES = `/* ingest.lock_dateless_archives */
  SELECT FROM archive WHERE day IS NULL AND id IN (SELECT archive_id FROM archive_event_day WHERE day = $1::date)
  ORDER BY id FOR UPDATE`;

/** Whether retention has not dropped the day meanwhile. */
export function hasPartitionSql(day: string): string {
  return `/* ingest.has_partition */ SELECT to_regclass('${partitionOf('user_day', day)}') IS NOT NULL AS has`;
}

/**
 * Deletes the events of the users $1 (bigint[]) and takes them out of the counts of their archives, which
 * count them as rejected lines; returns how many they were. The load times of archives stay: the numbers of
 * other users have not changed. On Citus an UPDATE joined with a distributed table may call only immutable
 * functions of columns, which jsonb_build_object is not.
 */
export function eraseEventsSql(table: EventTable, day: string): string {
  return `/* ingest.erase_events */
  WITH gone AS (
    DELETE FROM ${partitionOf(table, day)} WHERE user_id = ANY ($1::bigint[]) RETURNING archive_id
  ), counted AS (
    SELECT archive_id, count(*)::int AS events FROM gone GROUP BY archive_id
  ), of_day AS (
    UPDATE archive_event_day SET event_count = event_count - events FROM counted
    WHERE archive_event_day.archive_id = counted.archive_id AND day = DATE '${day}' AND event_count > events
  ), empty_day AS (
    DELETE FROM archive_event_day USING counted
    WHERE archive_event_day.archive_id = counted.archive_id AND day = DATE '${day}' AND event_count = events
  ), of_archive AS (
    UPDATE archive SET event_count = event_count - events, repaired = CASE WHEN event_count = events THEN '{}' ELSE repaired END,
      rejected = rejected || ('{"user_erased": ' || (coalesce((rejected->>'user_erased')::bigint, 0) + events)::text || '}')::jsonb
    FROM counted WHERE archive.id = counted.archive_id
  )
  SELECT coalesce(sum(events), 0)::int AS rows FROM counted`;
}

/**
 * Deletes rows of the users $1 (bigint[]); answers how many they were. @param table of ours, not a caller's
 */
export function eraseRowsSql(table: string): string {
  return `/* ingest.erase_rows */
  WITH gone AS (DELETE FROM ${table} WHERE user_id = ANY ($1::bigint[]) RETURNING 1)
  SELECT count(*)::int AS rows FROM gone`;
}

/** The same of rows that may name users who cannot be read from them: they all go. */
export function eraseLinesSql(table: string): string {
  return `/* ingest.erase_lines */
  WITH gone AS (DELETE FROM ${table} WHERE user_id = ANY ($1::bigint[]) OR user_id IS NULL RETURNING 1)
  SELECT count(*)::int AS rows FROM gone`;
}

/** The planner's statistics hold ids that are frequent. @param columns all of them by default */
export function analyzeSql(tables: readonly string[], columns = ''): string {
  return `/* ingest.analyze_erased */ ANALYZE ${tables.map((table) => table + columns).join(', ')}`;
}

/**
 * Deletes churn scores of the users $1 (bigint[]) and lowers the counts of their sets, so that cached sets
 * are stale.
 */
export const ERASE_SCORES = `/* ingest.erase_scores */
  WITH gone AS (
    DELETE FROM churn_score WHERE user_id = ANY ($1::bigint[]) RETURNING snapshot_date, model_version_id
  ), counted AS (
    SELECT snapshot_date, model_version_id, count(*)::int AS users FROM gone GROUP BY snapshot_date, model_version_id
  ), of_set AS (
    UPDATE churn_score_set s SET user_count = user_count - users FROM counted c
    WHERE s.snapshot_date = c.snapshot_date AND s.model_version_id = c.model_version_id
  )
  SELECT coalesce(sum(users), 0)::int AS rows FROM counted`;

/**
 * Takes the users $1 (bigint[]) out of all audiences. Receivers that know a user of an earlier change are sent
 * one last change, the exit with the reason `erased`; the earlier ones go.
 */
export const ERASE_FROM_AUDIENCES = `/* ingest.erase_from_audiences */
  WITH known AS (
    SELECT audience_id, user_id FROM audience_member WHERE user_id = ANY ($1::bigint[])
    UNION SELECT audience_id, user_id FROM audience_change WHERE user_id = ANY ($1::bigint[])
  ), earlier AS (
    DELETE FROM audience_change WHERE user_id = ANY ($1::bigint[])
  )
  SELECT change_audience(audience_id, NULL, NULL, array_agg(user_id), array_agg(false), array_agg('erased'::text), NULL)
  FROM known GROUP BY audience_id ORDER BY audience_id`;

/**
 * One message or more to each endpoint that has got any of the users $1 (bigint[]), with their ids as callers
 * know them, $2 (text[]); answers the names of the endpoints. It follows what is being sent to the endpoint
 * now, which may name them.
 */
export const SEND_ERASED = `/* ingest.send_erased */
  WITH sent AS (
    INSERT INTO delivery_message (endpoint_id, type, data, next_at)
    SELECT endpoint_id, 'users.erased', json_build_object('users', json_agg(shown ORDER BY shown)), now() + interval '1 minute'
    FROM (
      SELECT d.endpoint_id, u.shown, (row_number() OVER (PARTITION BY d.endpoint_id ORDER BY u.shown) - 1) / 1000 AS part
      FROM delivery_user d JOIN delivery_endpoint e ON e.id = d.endpoint_id
        JOIN unnest($1::bigint[], $2::text[]) AS u(user_id, shown) ON u.user_id = d.user_id) AS named
    GROUP BY endpoint_id, part RETURNING endpoint_id)
  SELECT name FROM delivery_endpoint WHERE id IN (SELECT endpoint_id FROM sent) ORDER BY name`;

/** Published folders of scores and lists, the newest first. */
export const SELECT_PUBLISHED = `/* ingest.published */
  SELECT place || '/' || name AS name FROM published_folder ORDER BY begun_at DESC, name DESC, place`;

/**
 * Names and addresses, without their queries, of receivers that may have got any of the users $1 (bigint[]) and are
 * get no message: their endpoint was removed, or has another address.
 */
export const SELECT_UNTOLD = `/* ingest.untold */
  SELECT DISTINCT past.name || ' ' || split_part(past.url, '?', 1) AS name
  FROM delivery_user d JOIN delivery_past_address AS past ON past.endpoint_id = d.endpoint_id AND past.until >= d.named_at
  WHERE d.user_id = ANY ($1::bigint[]) ORDER BY name`;

/** Versions with an artefact: they may be live, or go live again. */
export const SELECT_LEARNED_BY = `/* ingest.learned_by */
  SELECT v.kind || ' ' || v.version AS name FROM model_version v
  WHERE EXISTS (SELECT FROM model_artefact_chunk c WHERE c.model_version_id = v.id) ORDER BY v.kind, v.version`;

/** Lists that the recommender keeps in memory are made anew. */
export const RENEW_KEPT_LISTS = `/* ingest.renew_kept_lists */
  UPDATE revision SET value = value + 1 WHERE name = 'hidden songs'`;

/** What was sent in messages and what receivers answered, which may name users. */
export const DELETE_COPIES_OF_MESSAGES = `/* ingest.delete_copies_of_messages */
  UPDATE delivery_message SET last_error = NULL, sent = NULL WHERE last_error IS NOT NULL OR sent IS NOT NULL`;

/** Whether any version of the recommender has an artefact. */
export const SELECT_HAS_RECOMMENDER = `/* ingest.has_recommender */
  SELECT EXISTS (
    SELECT FROM model_artefact_chunk c JOIN model_version v ON v.id = c.model_version_id WHERE v.kind = 'recommender') AS has`;
