import { advisoryLock } from '#common';

const COLUMNS = `
  s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId", v.version, v.snapshot_date AS "trainedOnSnapshot",
  (v.parameters ->> 'featureDays')::int AS "featureDays", (v.parameters ->> 'labelDays')::int AS "labelDays",
  coalesce(v.parameters -> 'activityKinds', '["play", "download", "search"]') AS "activityKinds",
  s.scored_at AS "scoredAt", s.user_count AS "userCount", s.loads, s.quantiles`;

/** The set of a snapshot date: that of the preferred version, else of the version that scored it last. */
export const SELECT_SCORE_SET = `/* churn.score_set */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.snapshot_date = $1 ORDER BY (s.model_version_id = $2) DESC, s.scored_at DESC LIMIT 1`;

export const SELECT_SCORE_SET_OF = `/* churn.score_set_of */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2`;

/** The newest set of a version. */
export const SELECT_NEWEST_SCORE_SET = `/* churn.newest_score_set */
  SELECT ${COLUMNS} FROM churn_score_set s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.model_version_id = $1 ORDER BY s.snapshot_date DESC LIMIT 1`;

/** Two instances that score the same snapshot wait for each other. */
export const LOCK_SCORE_SET = `/* churn.lock_score_set */
  SELECT ${advisoryLock('scoreSet', "hashtext($1::text || ' ' || $2::text)")}`;

export const DELETE_SCORES = `/* churn.delete_scores */
  DELETE FROM churn_score WHERE snapshot_date = $1 AND model_version_id = $2`;

/** Rows as `scoreRows` writes them. */
export const COPY_SCORES = `/* churn.copy_scores */
  COPY churn_score (snapshot_date, model_version_id, scored_at, user_id, probability, margin, features)
  FROM STDIN WITH (FORMAT binary)`;

/** Sums up what has just been inserted; an outcome of scores from before no longer belongs to these. */
export const UPSERT_SCORE_SET = `/* churn.upsert_score_set */
  INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, loads, user_count, quantiles)
  SELECT $1::date, $2::int, $3::timestamptz, $4::text, count(*),
    coalesce(percentile_disc((SELECT array_agg(i / 1000.0::float8 ORDER BY i) FROM generate_series(0, 1000) AS i))
             WITHIN GROUP (ORDER BY probability), '{}')
  FROM churn_score WHERE snapshot_date = $1 AND model_version_id = $2
  ON CONFLICT (snapshot_date, model_version_id) DO UPDATE
  SET scored_at = excluded.scored_at, loads = excluded.loads, user_count = excluded.user_count,
      quantiles = excluded.quantiles, outcome = NULL, outcome_loads = NULL, outcome_at = NULL`;
