/** A stored score, unless the user has been excluded since. */
export const SELECT_SCORE = `/* churn.score */
  SELECT s.user_id AS "userId", s.probability, s.margin, s.reasons FROM churn_score s
  WHERE s.user_id = $1 AND s.snapshot_date = $2 AND s.model_version_id = $3
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

export const DELETE_SCORES = `/* churn.delete_scores */
  DELETE FROM churn_score WHERE snapshot_date = $1 AND model_version_id = $2`;

export const INSERT_SCORES = `/* churn.insert_scores */
  INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, reasons)
  SELECT $1, $2, s.user_id, s.probability, s.margin, s.reasons
  FROM unnest($3::bigint[], $4::real[], $5::real[], $6::jsonb[]) AS s(user_id, probability, margin, reasons)`;

/** Why a user has no score. */
export const SELECT_PRESENCE = `/* churn.presence */
  SELECT (SELECT reason FROM excluded_user WHERE user_id = $1) AS "excludedBecause",
         min(d.day) AS "firstDay", max(d.day) AS "lastDay"
  FROM user_day d WHERE d.user_id = $1 AND d.plays + d.downloads + d.searches > 0`;
