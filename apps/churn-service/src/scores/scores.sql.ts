/**
 * Stored scores of some users, without those who have been excluded since, and whether each was made at the
 * time $4 of its set.
 */
export const SELECT_SCORES = `/* churn.scores */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned, s.scored_at = $4::timestamptz AS "isOfSet" FROM churn_score s
  WHERE s.user_id = ANY ($1::bigint[]) AND s.snapshot_date = $2 AND s.model_version_id = $3
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/**
 * The score of user $1 on each scored day, newest first, at most $4: by the version $2, else by the version
 * that scored the day last. Days from before $3; null: all. None of a user who is excluded.
 */
export const SELECT_HISTORY = `/* churn.history */
  SELECT DISTINCT ON (s.snapshot_date) s.snapshot_date AS "snapshotDate", s.probability, s.churned, s.scored_at AS "scoredAt",
    v.version, (v.parameters ->> 'labelDays')::int AS "labelDays", v.data_to <= s.snapshot_date AS "outOfTime"
  FROM churn_score s JOIN model_version v ON v.id = s.model_version_id
  WHERE s.user_id = $1::bigint AND ($3::date IS NULL OR s.snapshot_date < $3::date)
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)
  ORDER BY s.snapshot_date DESC, (s.model_version_id = $2::int) DESC NULLS LAST, s.scored_at DESC LIMIT $4`;

const OF_SET = `s.snapshot_date = $1 AND s.model_version_id = $2
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/** From probability $3 to below $4, of the cohort $5 or of all where it is null; $6 time of the set. */
const RANKED = `
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned, s.scored_at = $6::timestamptz AS "isOfSet" FROM churn_score s
  WHERE ${OF_SET}
    AND s.probability >= $3::real AND s.probability < $4::real AND ($5::date IS NULL OR s.cohort = $5::date)`;

/** One page of a set, highest probability first: behind probability $7 and user $8. */
export const SELECT_RANKED = `/* churn.ranked */ ${RANKED}
    AND s.probability <= $7::real AND (s.probability < $7::real OR s.user_id > $8::bigint)
  ORDER BY s.probability DESC, s.user_id LIMIT $9`;

/** As {@link RANKED}, each with the value of the user, and with $7 in place of a value that is not known. */
const VALUED = `
  SELECT s.*, v.value, s.probability::float8 * coalesce(v.value, $7::float8) AS "valueAtRisk"
  FROM (${RANKED}) AS s LEFT JOIN user_value v ON v.user_id = s."userId"`;

const BY_VALUE = 'valued."valueAtRisk" DESC, valued.probability DESC, valued."userId"';

/** One page of a set, highest value at risk first: behind value at risk $8, probability $9 and user $10. */
export const SELECT_RANKED_BY_VALUE = `/* churn.ranked_by_value */
  SELECT * FROM (${VALUED}) AS valued
  WHERE valued."valueAtRisk" <= $8::float8 AND (valued."valueAtRisk" < $8::float8
    OR valued.probability < $9::real OR (valued.probability = $9::real AND valued."userId" > $10::bigint))
  ORDER BY ${BY_VALUE} LIMIT $11`;

/** The first $8 of these, or all where it is null, highest probability first, to be read through a cursor. */
export const SELECT_ALL_RANKED = `/* churn.export */ ${VALUED}
  ORDER BY s.probability DESC, s."userId" LIMIT $8`;

/** The same, highest value at risk first. */
export const SELECT_ALL_BY_VALUE = `/* churn.export_by_value */
  SELECT * FROM (${VALUED}) AS valued ORDER BY ${BY_VALUE} LIMIT $8`;

/** How many users of each cohort of a set are in each band; bands begin at $3 and $4. */
export const COUNT_BANDS = `/* churn.bands_by_cohort */
  SELECT s.cohort AS week, count(*) FILTER (WHERE s.probability < $3::real)::int AS low,
    count(*) FILTER (WHERE s.probability >= $3::real AND s.probability < $4::real)::int AS medium,
    count(*) FILTER (WHERE s.probability >= $4::real)::int AS high
  FROM churn_score s WHERE ${OF_SET} GROUP BY s.cohort ORDER BY s.cohort`;

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
