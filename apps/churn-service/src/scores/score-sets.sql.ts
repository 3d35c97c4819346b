import { advisoryLock } from '#common';
import { dayLiteral } from '../dataset/copy-rows.js';
import { liveVersionSql } from '../registry/live-churn-model.js';
import type { ScoreSet } from './score-set.js';

/** {@link Doubt}s of the set `s` that no person has noted as known. */
export const OPEN_DOUBTS = `coalesce((
    SELECT jsonb_agg(doubt ORDER BY place) FROM jsonb_array_elements(s.doubts) WITH ORDINALITY AS d(doubt, place)
    WHERE NOT EXISTS (SELECT FROM acknowledgement a WHERE a.subject = doubt ->> 'subject')), '[]')`;

const COLUMNS = `
  s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId", v.kind, v.version, v.snapshot_date AS "trainedOnSnapshot",
  (v.parameters ->> 'featureDays')::int AS "featureDays", (v.parameters ->> 'historyDays')::int AS "historyDays", v.parameters -> 'facts' AS facts, (v.parameters ->> 'labelDays')::int AS "labelDays",
  v.parameters -> 'activityKinds' AS "activityKinds",
  s.scored_at AS "scoredAt", s.user_count AS "userCount", s.loads, s.quantiles,
  ${OPEN_DOUBTS} AS doubts,
  s.features_dropped AS "featuresDropped", s.xmin::text AS revision`;

/**
 * The set of a snapshot date: that of the preferred version $2, else of the version of its kind that scored
 * it last.
 */
export const SELECT_SCORE_SET = `/* churn.score_set */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.snapshot_date = $1 AND v.kind = (SELECT kind FROM model_version WHERE id = $2)
  ORDER BY (s.model_version_id = $2) DESC, s.scored_at DESC LIMIT 1`;

/** The set of snapshot $1 and version $2. */
export const SELECT_SCORE_SET_OF = `/* churn.score_set_of */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2`;

/**
 * The revision of the set of snapshot $1 and version $2, which of the users $3 are excluded, and, perhaps repeated,
 * which have events of its days that were posted after it was made; no row: the set is gone. It is planned once:
 * OFFSET 0 hides from the planner how many users there are, and the difference of times the index of receipts, of
 * which it would read all since the scoring.
 */
export const SELECT_SET_CHECK = `/* churn.set_check */
  SELECT s.xmin::text AS revision,
    ARRAY(SELECT x.user_id::text FROM excluded_user x WHERE x.user_id = ANY (s.users)) AS excluded,
    ARRAY(SELECT r.user_id::text FROM recent_event r WHERE r.user_id = ANY (s.users)
      AND r.happened_at < s.snapshot_date + 1 AND r.received_at - s.scored_at > '0') AS late
  FROM (SELECT xmin, snapshot_date, scored_at, $3::bigint[] AS users FROM churn_score_set
    WHERE snapshot_date = $1 AND model_version_id = $2 OFFSET 0) AS s`;

/** The newest set of a version. */
export const SELECT_NEWEST_SCORE_SET = `/* churn.newest_score_set */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.model_version_id = $1 ORDER BY s.snapshot_date DESC LIMIT 1`;

/** The open doubts of the newest set of the live version of the kind $1. */
export const SELECT_NEWEST_DOUBTS = `/* churn.newest_doubts */
  SELECT ${OPEN_DOUBTS} AS doubts FROM churn_score_set s WHERE s.model_version_id = ${liveVersionSql('$1::text')}
  ORDER BY s.snapshot_date DESC LIMIT 1`;

/** Two instances that score the same snapshot wait for each other. */
export const LOCK_SCORE_SET = `/* churn.lock_score_set */
  SELECT ${advisoryLock('scoreSet', "hashtext($1::text || ' ' || $2::text)")}`;

type SetKey = Pick<ScoreSet, 'snapshotDate' | 'versionId'>;

/** The partition that has the scores of a set. */
export function partitionOf({ snapshotDate, versionId }: SetKey): string {
  return `churn_score_${snapshotDate.replaceAll('-', '')}_${versionId}`;
}

/** Whether the set has a partition $1. */
export const HAS_PARTITION = `/* churn.has_partition */ SELECT to_regclass($1) IS NOT NULL AS has`;

/** A table for the scores of a set, outside of churn_score: it may be filled while others read the set. */
export function createPartitionSql(name: string, { snapshotDate, versionId }: SetKey): string {
  return `/* churn.create_partition */
  CREATE TABLE ${name} (LIKE churn_score INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
    -- The rows are not read again for it when the table becomes a partition.
    CHECK (snapshot_date = ${dayLiteral(snapshotDate)} AND model_version_id >= ${versionId} AND model_version_id < ${versionId + 1}))`;
}

/** Makes its indexes too. Who reads or writes other sets does not wait. */
export function attachPartitionSql(set: SetKey): string {
  const [day, name] = [dayLiteral(set.snapshotDate), partitionOf(set)];
  return `/* churn.attach_partition */
  ALTER TABLE churn_score ATTACH PARTITION ${name} FOR VALUES FROM (${day}, ${set.versionId}) TO (${day}, ${set.versionId + 1});
  ANALYZE ${name}`;
}

/** Readers of all sets wait behind the lock that is asked for next, so that is given up soon. */
export const SET_LOCK_TIMEOUT = `/* churn.partition_lock_timeout */ SET LOCAL lock_timeout = '500ms'`;

export function dropPartitionSql(set: SetKey): string {
  return `/* churn.drop_partition */ DROP TABLE IF EXISTS ${partitionOf(set)}`;
}

export const DELETE_SET = `/* churn.delete_score_set */
  DELETE FROM churn_score_set WHERE snapshot_date = $1 AND model_version_id = $2`;

export const DELETE_SCORES = `/* churn.delete_scores */
  DELETE FROM churn_score WHERE snapshot_date = $1 AND model_version_id = $2`;

/** Rows as `scoreRows` writes them. */
export function copyScoresSql(set: SetKey): string {
  return `/* churn.copy_scores */
  COPY ${partitionOf(set)} (snapshot_date, model_version_id, scored_at, user_id, probability, margin, features)
  FROM STDIN WITH (FORMAT binary)`;
}

/** An outcome of scores from before no longer belongs to these. */
export const UPSERT_SCORE_SET = `/* churn.upsert_score_set */
  INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, loads, user_count, quantiles, doubts, feature_counts)
  VALUES ($1::date, $2::int, $3::timestamptz, $4::text, $5::int, $6::real[], $7::jsonb, $8::jsonb)
  ON CONFLICT (snapshot_date, model_version_id) DO UPDATE
  SET scored_at = excluded.scored_at, loads = excluded.loads, user_count = excluded.user_count,
      quantiles = excluded.quantiles, doubts = excluded.doubts, outcome = NULL, outcome_loads = NULL, outcome_at = NULL,
      feature_counts = excluded.feature_counts, features_dropped = false`;

/** Sets with features that are more than $1 days older than the newest set. */
export const SELECT_SETS_WITH_OLD_FEATURES = `/* churn.sets_with_old_features */
  SELECT snapshot_date AS "snapshotDate", model_version_id AS "versionId" FROM churn_score_set
  WHERE NOT features_dropped AND snapshot_date < (SELECT max(snapshot_date) FROM churn_score_set) - $1::int
  ORDER BY snapshot_date, model_version_id`;

/** Sets that are more than $1 days older than the newest one. */
export const SELECT_OLD_SETS = `/* churn.old_sets */
  SELECT snapshot_date AS "snapshotDate", model_version_id AS "versionId" FROM churn_score_set
  WHERE snapshot_date < (SELECT max(snapshot_date) FROM churn_score_set) - $1::int`;

/** An erasure waits for the end of the transaction, so that no copy of a row outlives it. */
export const LOCK_ROWS_OF_USERS = `/* churn.lock_rows_of_users */ SELECT ${advisoryLock('rowsOfUsers')}`;

/** Copies the scores of a set into the table `bare`, without features. */
export function copyBareSql(set: SetKey, bare: string): string {
  return `/* churn.copy_bare_scores */
  INSERT INTO ${bare} SELECT snapshot_date, model_version_id, user_id, probability, margin, scored_at, churned, ''
  FROM ${partitionOf(set)}`;
}

export function renamePartitionSql(name: string, set: SetKey): string {
  return `/* churn.rename_partition */ ALTER TABLE ${name} RENAME TO ${partitionOf(set)}`;
}

export const MARK_FEATURES_DROPPED = `/* churn.mark_features_dropped */
  UPDATE churn_score_set SET features_dropped = true WHERE snapshot_date = $1 AND model_version_id = $2`;
