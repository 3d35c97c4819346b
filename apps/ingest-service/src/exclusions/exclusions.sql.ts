import { advisoryLock } from '#common';

/** One writer of exclusions at a time. */
export const LOCK_EXCLUSIONS = `/* ingest.lock_exclusions */ SELECT ${advisoryLock('exclusions')}`;
/** The same without waiting. */
export const TRY_LOCK_EXCLUSIONS = `/* ingest.try_lock_exclusions */
  SELECT ${advisoryLock('exclusions', '0', 'pg_try_advisory_xact_lock')} AS free`;

/** Decides on candidates by all of their days: excluded with the worst one as evidence, or included again. */
function excludeLongDays(candidates: string): string {
  return `
  WITH candidate AS (${candidates}), over_limit AS (
    SELECT user_id, count(*) AS days, max(play_seconds) AS seconds,
      (array_agg(day ORDER BY play_seconds DESC, day))[1] AS day
    FROM user_day
    WHERE user_id IN (SELECT user_id FROM candidate) AND play_seconds > 86400 AND user_id <> 0
      AND NOT EXISTS (SELECT FROM included_user WHERE included_user.user_id = user_day.user_id)
    GROUP BY user_id
  ), below_limit AS (
    DELETE FROM excluded_user
    WHERE by = 'rule' AND reason = 'over_24_hours' AND user_id IN (SELECT user_id FROM candidate)
      AND user_id NOT IN (SELECT user_id FROM over_limit)
  )
  INSERT INTO excluded_user AS known (user_id, reason, by, evidence)
  SELECT user_id, 'over_24_hours', 'rule', jsonb_build_object('day', day, 'playSeconds', seconds, 'days', days)
  FROM over_limit ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, evidence = excluded.evidence
  WHERE known.by = 'rule' AND (known.reason, known.evidence) IS DISTINCT FROM (excluded.reason, excluded.evidence)`;
}

/**
 * Excludes users with more than 24 hours of play on one of the days $1 (date[]). With $2 it also
 * decides again on all users whom this rule excluded before, which looks at all of their days: where
 * days lost events. What was decided by hand stays.
 */
export const EXCLUDE_LONG_DAYS = `/* ingest.exclude_long_days */ ${excludeLongDays(`
    SELECT user_id FROM user_day WHERE day = ANY ($1::date[]) AND play_seconds > 86400
    UNION SELECT user_id FROM excluded_user WHERE $2 AND by = 'rule' AND reason = 'over_24_hours'`)}`;

/** The same for the users $1 (bigint[]) alone. */
export const EXCLUDE_LONG_DAYS_OF = `/* ingest.exclude_long_days_of */ ${excludeLongDays(
  'SELECT unnest($1::bigint[]) AS user_id',
)}`;

/** Which of the users $2 (bigint[]) have more than 24 hours of play on the day $1. */
export const SELECT_LONG_LISTENERS = `/* ingest.long_listeners */
  SELECT user_id AS "userId" FROM user_day
  WHERE day = $1::date AND user_id = ANY ($2::bigint[]) AND play_seconds > 86400 AND user_id <> 0`;

/** All decisions but those of erasures: users who are excluded, and those included by hand. */
const DECISIONS = `SELECT user_id AS "userId", excluded, reason, by, evidence, since FROM (
    SELECT user_id, true AS excluded, reason, by, evidence, since FROM excluded_user WHERE by <> 'erasure'
    UNION ALL
    SELECT user_id, false, reason, 'hand', '{}'::jsonb, since FROM included_user) AS decided`;

/**
 * The first $3 behind the user $2 (null: from the beginning). $1 true: excluded, false: included by hand,
 * null: both.
 */
export const SELECT_EXCLUSIONS = `/* ingest.select_exclusions */
  ${DECISIONS} WHERE ($1::boolean IS NULL OR excluded = $1) AND ($2::bigint IS NULL OR user_id > $2)
  ORDER BY user_id LIMIT $3`;

export const SELECT_EXCLUSION = `/* ingest.select_exclusion */ ${DECISIONS} WHERE user_id = $1`;

/** Evidence that a rule had found stays readable. */
export const EXCLUDE_BY_HAND = `/* ingest.exclude_by_hand */
  WITH no_longer AS (DELETE FROM included_user WHERE user_id = $1)
  INSERT INTO excluded_user (user_id, reason, by, since) VALUES ($1, $2, 'hand', now())
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, by = 'hand', since = excluded.since`;

export const INCLUDE_BY_HAND = `/* ingest.include_by_hand */
  WITH no_longer AS (DELETE FROM excluded_user WHERE user_id = $1)
  INSERT INTO included_user (user_id, reason, since) VALUES ($1, $2, now())
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, since = excluded.since`;

/** Which of the users $1 (bigint[]) are being erased: nothing is decided about them any more. */
export const SELECT_BEING_ERASED = `/* ingest.select_being_erased */
  SELECT user_id AS "userId" FROM excluded_user WHERE by = 'erasure' AND user_id = ANY ($1::bigint[])`;

/**
 * Excludes the users $1 (bigint[]) by hand for the reason $2, but for those who are being erased; answers
 * whom it changed.
 */
export const EXCLUDE_USERS = `/* ingest.exclude_users */
  WITH given AS (SELECT unnest($1::bigint[]) AS user_id ORDER BY 1),
  no_longer AS (DELETE FROM included_user WHERE user_id = ANY ($1::bigint[]))
  INSERT INTO excluded_user AS known (user_id, reason, by, since) SELECT user_id, $2, 'hand', now() FROM given
  ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, by = 'hand', since = excluded.since WHERE known.by = 'rule'
  RETURNING user_id AS "userId"`;

/** Ends the exclusion by hand of the users $1 (bigint[]); answers whose. */
export const INCLUDE_USERS = `/* ingest.include_users */
  DELETE FROM excluded_user WHERE by = 'hand' AND user_id = ANY ($1::bigint[]) RETURNING user_id AS "userId"`;

/** Which of the users $1 (bigint[]) a person excludes. */
export const SELECT_EXCLUDED_BY_HAND = `/* ingest.select_excluded_by_hand */
  SELECT user_id AS "userId" FROM excluded_user WHERE by = 'hand' AND user_id = ANY ($1::bigint[])`;

/** Takes the users $1 (bigint[]) out of everything at once, before what is kept of them goes. */
export const EXCLUDE_ERASED = `/* ingest.exclude_erased */
  WITH no_longer AS (DELETE FROM included_user WHERE user_id = ANY ($1::bigint[]))
  INSERT INTO excluded_user (user_id, reason, by, since) SELECT unnest($1::bigint[]), 'erased', 'erasure', now() ORDER BY 1
  ON CONFLICT (user_id) DO UPDATE SET reason = 'erased', by = 'erasure', evidence = '{}', since = excluded.since`;

export const SELECT_ERASING = `/* ingest.select_erasing */
  SELECT user_id AS "userId" FROM excluded_user WHERE by = 'erasure' ORDER BY user_id`;

/** Nothing is left of the users $1 (bigint[]). */
export const FORGET_ERASED = `/* ingest.forget_erased */
  DELETE FROM excluded_user WHERE by = 'erasure' AND user_id = ANY ($1::bigint[])`;
