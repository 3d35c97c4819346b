/** Stored scores of some users, without those who have been excluded since. */
export const SELECT_SCORES = `/* churn.scores */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s
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

/** All scores of a set, users ascending, each with the revision of the set that it was read in; who is excluded too. */
export const SELECT_WHOLE_SET = `/* churn.whole_set */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned,
    (SELECT held.xmin::text FROM churn_score_set held WHERE held.snapshot_date = $1 AND held.model_version_id = $2) AS revision
  FROM churn_score s WHERE s.snapshot_date = $1 AND s.model_version_id = $2 ORDER BY s.user_id`;

/**
 * Of the days from the first event, see `keyOfDays`; their number is at this offset of the features, in
 * single precision, lowest byte first.
 */
const FIRST_EVENT_KEY = (offset: string) =>
  `(65536 * get_byte(s.features, ${offset}::int + 3) + 256 * get_byte(s.features, ${offset}::int + 2) + get_byte(s.features, ${offset}::int + 1))`;

const OF_SET = `s.snapshot_date = $1 AND s.model_version_id = $2
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/** From probability $3 to below $4; where there is an offset $5, with keys of the first event from $6 to $7. */
const RANKED = `
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s
  WHERE ${OF_SET}
    AND s.probability >= $3::real AND s.probability < $4::real
    AND ($5::int IS NULL OR ${FIRST_EVENT_KEY('$5')} BETWEEN $6::int AND $7::int)`;

/** One page of a set, highest probability first: behind probability $8 and user $9. */
export const SELECT_RANKED = `/* churn.ranked */ ${RANKED}
    AND s.probability <= $8::real AND (s.probability < $8::real OR s.user_id > $9::bigint)
  ORDER BY s.probability DESC, s.user_id LIMIT $10`;

/** As {@link RANKED}, each with the value of the user, and with $8 in place of a value that is not known. */
const VALUED = `
  SELECT s.*, v.value, s.probability::float8 * coalesce(v.value, $8::float8) AS "valueAtRisk"
  FROM (${RANKED}) AS s LEFT JOIN user_value v ON v.user_id = s."userId"`;

const BY_VALUE = 'valued."valueAtRisk" DESC, valued.probability DESC, valued."userId"';

/** One page of a set, highest value at risk first: behind value at risk $9, probability $10 and user $11. */
export const SELECT_RANKED_BY_VALUE = `/* churn.ranked_by_value */
  SELECT * FROM (${VALUED}) AS valued
  WHERE valued."valueAtRisk" <= $9::float8 AND (valued."valueAtRisk" < $9::float8
    OR valued.probability < $10::real OR (valued.probability = $10::real AND valued."userId" > $11::bigint))
  ORDER BY ${BY_VALUE} LIMIT $12`;

/** The first $9 of these, or all where it is null, highest probability first, to be read through a cursor. */
export const SELECT_ALL_RANKED = `/* churn.export */ ${VALUED}
  ORDER BY s.probability DESC, s."userId" LIMIT $9`;

/** The same, highest value at risk first. */
export const SELECT_ALL_BY_VALUE = `/* churn.export_by_value */
  SELECT * FROM (${VALUED}) AS valued ORDER BY ${BY_VALUE} LIMIT $9`;

/**
 * How many users of a set have each key of the first event, which is at the offset $5, by bands that
 * begin at $3 and $4.
 */
export const COUNT_BANDS = `/* churn.bands_by_first_event */
  SELECT ${FIRST_EVENT_KEY('$5')} AS key, count(*) FILTER (WHERE s.probability < $3::real)::int AS low,
    count(*) FILTER (WHERE s.probability >= $3::real AND s.probability < $4::real)::int AS medium,
    count(*) FILTER (WHERE s.probability >= $4::real)::int AS high
  FROM churn_score s WHERE ${OF_SET} GROUP BY 1`;

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
