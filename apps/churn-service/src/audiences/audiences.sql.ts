import { COUNT_LEFT_OUT, joinContactBars, mayBeContacted } from '#common';
import { liveVersionSql } from '../registry/live-churn-model.js';

/** Users $2 whom the audience $1 lists; erased ones are left out, by their hashes $3. */
export const INSERT_LISTED_USERS = `/* churn.insert_listed_users */
  INSERT INTO audience_listed_user (audience_id, user_id)
  SELECT $1, u.user_id FROM unnest($2::bigint[], $3::bigint[]) AS u(user_id, hash)
  WHERE NOT EXISTS (SELECT FROM erased_user e WHERE e.hash = u.hash)
  ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`;

export const DELETE_LISTED_USERS = `/* churn.delete_listed_users */ DELETE FROM audience_listed_user WHERE audience_id = $1`;

export const SELECT_LISTED_IDS = `/* churn.listed_ids */
  SELECT user_id AS "userId" FROM audience_listed_user WHERE audience_id = $1 ORDER BY user_id`;

const SCORE_OF_MEMBER =
  'LEFT JOIN churn_score s ON s.user_id = m.user_id AND s.snapshot_date = $2::date AND s.model_version_id = $3::int';

/**
 * Audience $1 by its key, archived or not, or all that are not archived where it is null. Current: of the newest scores
 * of the live version of the kind $2.
 */
export const SELECT_AUDIENCES = `/* churn.audiences */
  SELECT a.id, a.key, a.name, a.conditions, a.created_at AS "createdAt", a.updated_at AS "updatedAt", a.archived_at AS "archivedAt",
    r.id AS run, r.snapshot_date AS "snapshotDate", r.model_version_id AS "versionId", v.version AS "modelVersion", r.created_at AS "computedAt",
    coalesce(r.members, 0) AS members, coalesce(r.digest, 0)::text AS digest, coalesce(r.entered, 0) AS entered, coalesce(r."left", 0) AS "left",
    (r.snapshot_date, r.model_version_id) IS NOT DISTINCT FROM (newest.snapshot_date, newest.model_version_id) AS "isCurrent"
  FROM audience a
  LEFT JOIN LATERAL (SELECT * FROM audience_run WHERE audience_id = a.id ORDER BY id DESC LIMIT 1) r ON true
  LEFT JOIN model_version v ON v.id = r.model_version_id
  LEFT JOIN (
    SELECT snapshot_date, model_version_id FROM churn_score_set WHERE model_version_id = ${liveVersionSql('$2::text')}
    ORDER BY snapshot_date DESC LIMIT 1) newest ON true
  WHERE CASE WHEN $1::text IS NULL THEN a.archived_at IS NULL ELSE a.key = $1 END
  ORDER BY a.id`;

/** All members of the audience $1 leave. */
export const REMOVE_MEMBERS = `/* churn.remove_members */
  SELECT change_audience($1::int, NULL, NULL, array_agg(user_id), array_agg(false), array_agg('deleted'::text), NULL)
  FROM audience_member WHERE audience_id = $1 HAVING count(*) > 0`;

/**
 * Members of the audience $1 who may be contacted, behind the user $4, at most $5; with the probabilities of the
 * set $2, $3, or those of their entry where it has none.
 */
export const SELECT_MEMBERS = `/* churn.members_of_audience */
  SELECT m.user_id AS "userId", m.since, coalesce(s.probability, m.probability) AS probability
  FROM audience_member m ${SCORE_OF_MEMBER}
  WHERE m.audience_id = $1 AND m.user_id > $4::bigint AND ${mayBeContacted('m.user_id')}
  ORDER BY m.user_id LIMIT $5`;

/**
 * The newest run of the audience $1 with all members who may be contacted, users ascending, as one statement
 * sees both; one row without a user where there are none, no row before the first run. Probabilities are those of
 * the set $2, $3, as of a page of members.
 */
export const SELECT_RUN_WITH_MEMBERS = `/* churn.audience_export */
  SELECT r.id AS run, r.snapshot_date AS "snapshotDate", r.members, r.digest::text AS digest, barred."leftOut",
    m.user_id AS "userId", m.since, m.probability
  FROM (SELECT * FROM audience_run WHERE audience_id = $1 ORDER BY id DESC LIMIT 1) r
  CROSS JOIN (
    SELECT ${COUNT_LEFT_OUT} AS "leftOut" FROM audience_member b ${joinContactBars('b.user_id')}
    WHERE b.audience_id = $1) AS barred
  LEFT JOIN (
    SELECT m.user_id, m.since, coalesce(s.probability, m.probability) AS probability
    FROM audience_member m ${SCORE_OF_MEMBER}
    WHERE m.audience_id = $1 AND ${mayBeContacted('m.user_id')}) AS m ON true
  ORDER BY m.user_id`;

/**
 * The newest run of the audience $1, and whether all changes behind the run $2 are stored: that run is, or,
 * where it is 0, the first one, or there was none yet.
 */
export const SELECT_FOLLOWS = `/* churn.changes_follow */
  SELECT max(id) AS newest,
    coalesce(bool_or(id = $2::int OR ($2::int = 0 AND previous_run_id IS NULL)), $2::int = 0) AS follows
  FROM audience_run WHERE audience_id = $1`;

/**
 * Changes of the audience $1 behind run $2, part $3 and user $4, up to run $5, at most $6. An entry of a user who may
 * be contacted no more is left out: a later run says that the user left.
 */
export const SELECT_CHANGES = `/* churn.changes_of_audience */
  SELECT c.run_id AS run, c.part, c.user_id AS "userId", c.user_text AS "userText", c.id, c.entered, c.reason, c.probability,
    r.snapshot_date AS "snapshotDate"
  FROM audience_run r JOIN audience_change c ON c.run_id = r.id
  WHERE r.audience_id = $1 AND r.id BETWEEN $2::int AND $5::int
    AND (c.run_id, c.part, c.user_id) > ($2::int, $3::int, $4::bigint)
    AND (NOT c.entered OR ${mayBeContacted('c.user_id')})
  ORDER BY c.run_id, c.part, c.user_id LIMIT $6`;

/** Runs of the audience $1 before the run $2 (null: all), newest first, at most $3. */
export const SELECT_RUNS = `/* churn.runs_of_audience */
  SELECT r.id AS run, r.snapshot_date AS "snapshotDate", v.version AS "modelVersion", r.entered, r."left", r.members,
    r.digest::text AS digest, r.created_at AS "computedAt"
  FROM audience_run r JOIN model_version v ON v.id = r.model_version_id
  WHERE r.audience_id = $1 AND ($2::int IS NULL OR r.id < $2) ORDER BY r.id DESC LIMIT $3`;

/** Days for which the exit of an erased user is stored, so that receivers get it. */
const ERASED_KEEP_DAYS = 7;

/**
 * Deletes changes of runs of more than $1 days ago whose messages are delivered, these runs but for the newest of
 * each audience, and exits of users who were erased long enough ago, once they are delivered.
 */
export const DELETE_OLD_CHANGES = `/* churn.delete_old_changes */
  WITH undelivered AS (
    SELECT DISTINCT run_id FROM delivery_message WHERE state <> 'delivered' AND run_id IS NOT NULL
  ), old AS (
    SELECT r.id, EXISTS (SELECT FROM audience_run n WHERE n.audience_id = r.audience_id AND n.id > r.id) AS has_next
    FROM audience_run r WHERE r.fanned_out AND r.created_at < now() - make_interval(days => $1::int)
      AND r.id NOT IN (SELECT run_id FROM undelivered)
  ), changes AS (
    DELETE FROM audience_change c USING old WHERE c.run_id = old.id
  ), erased AS (
    DELETE FROM audience_change c USING audience_run r
    WHERE c.reason = 'erased' AND r.id = c.run_id AND r.created_at < now() - INTERVAL '${ERASED_KEEP_DAYS} days'
      AND r.fanned_out AND r.id NOT IN (SELECT run_id FROM undelivered)
  )
  DELETE FROM audience_run r USING old WHERE r.id = old.id AND old.has_next`;
