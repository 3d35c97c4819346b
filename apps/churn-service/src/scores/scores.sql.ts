/** Stored scores of some users, without those who have been excluded since. */
export const SELECT_SCORES = `/* churn.scores */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s
  WHERE s.user_id = ANY ($1::bigint[]) AND s.snapshot_date = $2 AND s.model_version_id = $3
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/** All scores of a set, users ascending, each with the revision of the set that it was read in; who is excluded too. */
export const SELECT_WHOLE_SET = `/* churn.whole_set */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned,
    (SELECT held.xmin::text FROM churn_score_set held WHERE held.snapshot_date = $1 AND held.model_version_id = $2) AS revision
  FROM churn_score s WHERE s.snapshot_date = $1 AND s.model_version_id = $2 ORDER BY s.user_id`;

const RANKED = `
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/** One page of a set, highest probability first: from $3 to below $4, behind probability $5 and user $6. */
export const SELECT_RANKED = `/* churn.ranked */ ${RANKED}
    AND s.probability >= $3::real AND s.probability < $4::real
    AND s.probability <= $5::real AND (s.probability < $5::real OR s.user_id > $6::bigint)
  ORDER BY s.probability DESC, s.user_id LIMIT $7`;

/** A whole set, highest probability first, to be read through a cursor. */
export const SELECT_ALL_RANKED = `/* churn.export */ ${RANKED}
  ORDER BY s.probability DESC, s.user_id`;

/** Why users have no score. Of those who are being erased nothing is known. */
export const SELECT_PRESENCE = `/* churn.presence */
  SELECT user_id AS "userId", max(reason) AS "excludedBecause", CASE WHEN NOT bool_or(is_erased) THEN min(first_day) END AS "firstDay",
    CASE WHEN NOT bool_or(is_erased) THEN max(last_day) END AS "lastDay"
  FROM (
    SELECT user_id, NULL AS reason, false AS is_erased, NULL::date AS first_day, NULL::date AS last_day
    FROM unnest($1::bigint[]) AS u(user_id)
    UNION ALL
    SELECT x.user_id, CASE WHEN x.by <> 'erasure' THEN x.reason END, x.by = 'erasure', NULL, NULL FROM excluded_user x
    WHERE x.user_id = ANY ($1::bigint[])
    UNION ALL
    SELECT d.user_id, NULL, false, min(d.day), max(d.day) FROM user_day d
    WHERE d.user_id = ANY ($1::bigint[]) AND d.plays + d.downloads + d.searches > 0 GROUP BY d.user_id) AS told
  GROUP BY user_id`;
