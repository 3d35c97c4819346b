import { COUNT_LEFT_OUT, joinContactBars, mayBeContacted } from '#common';
import type { FactFilter } from '../dataset/fact-conditions.js';
import { highestFirst, placeAtTie, valueAtRisk } from './user-order.js';

/** Stored scores of some users, without those who have been excluded since. */
export const SELECT_SCORES = `/* churn.scores */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s
  WHERE s.user_id = ANY ($1::bigint[]) AND s.snapshot_date = $2 AND s.model_version_id = $3
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/**
 * All scores of a set, users ascending, each with the revision of the set that it was read in; who is
 * excluded too.
 */
export const SELECT_WHOLE_SET = `/* churn.whole_set */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned,
    (SELECT held.xmin::text FROM churn_score_set held WHERE held.snapshot_date = $1 AND held.model_version_id = $2) AS revision
  FROM churn_score s WHERE s.snapshot_date = $1 AND s.model_version_id = $2 ORDER BY s.user_id`;

const OF_SET = `s.snapshot_date = $1 AND s.model_version_id = $2
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)`;

/** Scores of a set, users ascending. */
export const SELECT_SERVED = `/* churn.served */
  SELECT s.user_id AS "userId", s.probability, s.features, s.churned FROM churn_score s WHERE ${OF_SET} ORDER BY s.user_id`;

const IN_RANGE = `${OF_SET} AND s.probability >= $3::real AND s.probability < $4::real`;

/** Whoever has a low probability and a low value comes behind all others: both are read from their indexes. */
function amongHighest(depth: number): { highest: string; only: string; bound: string } {
  return {
    highest: `WITH likely AS (
      SELECT s.user_id, s.probability FROM churn_score s WHERE ${IN_RANGE}
      ORDER BY ${highestFirst('s.probability', 's.probability', 's.user_id')} LIMIT ${depth}),
    precious AS (SELECT user_id, value FROM user_value ORDER BY value DESC LIMIT ${depth})`,
    only: 'AND s.user_id IN (SELECT user_id FROM likely UNION SELECT user_id FROM precious)',
    bound: `(SELECT CASE WHEN count(*) < ${depth} THEN -1
      ELSE min(probability)::float8 * greatest((SELECT min(value) FROM precious), $5::float8) END FROM likely)`,
  };
}

/**
 * Scores of a set from probability $3 to below $4, behind the place $6 to $8, at most $9 (null: all): the highest
 * probability first, or the highest value at risk, in which a value that is not known counts as $5. A place is
 * the number that comes first, probability and user. Of all users, or of those who may be contacted, whom a filter
 * takes; its parameters begin with $10. Each row says which rank no user outside of the `depth` has.
 * @param depth only of so many users with the highest probability, and so many with the highest value
 */
export function rankedSql(
  { byValue, contactable }: { byValue: boolean; contactable: boolean },
  filter: FactFilter | null,
  depth: number | null = null,
): string {
  const among = depth === null ? null : amongHighest(depth);
  const [rank, type] = byValue ? ['valued."valueAtRisk"', 'float8'] : ['valued.probability', 'real'];
  return `/* churn.ranked${byValue ? '_by_value' : ''} */
  ${among?.highest ?? ''} SELECT * FROM (
    SELECT s.user_id AS "userId", s.probability, s.features, s.churned, v.value,
      ${valueAtRisk('$5')} AS "valueAtRisk", ${among?.bound ?? '-1'} AS "highestOutside"
    FROM churn_score s LEFT JOIN user_value v ON v.user_id = s.user_id
    WHERE ${IN_RANGE} ${among?.only ?? ''}
      ${contactable ? `AND ${mayBeContacted('s.user_id')}` : ''}
      ${filter === null ? '' : `AND ${filter.sql('s.user_id', 10)}`}) AS valued
  WHERE ${rank} <= $6::${type} AND (${rank} < $6::${type} OR valued.probability < $7::real
    OR (valued.probability = $7::real AND (${placeAtTie('valued."userId"')}) > (${placeAtTie('$8::bigint')})))
  ORDER BY ${highestFirst(rank, 'valued.probability', 'valued."userId"')} LIMIT $9::bigint`;
}

/**
 * How many users of a set, from probability $3 to below $4, may not be contacted, by reason. Those of a
 * filter begin with $5.
 */
export const leftOutSql = (filter: FactFilter | null): string => `/* churn.left_out */
  SELECT ${COUNT_LEFT_OUT} AS "leftOut" FROM churn_score s ${joinContactBars('s.user_id')}
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2 AND s.probability >= $3::real AND s.probability < $4::real
    ${filter === null ? '' : `AND ${filter.sql('s.user_id', 5)}`}`;

/** How many users of a set are in each band; bands begin at $3 and $4. */
export const COUNT_BANDS = `/* churn.bands */
  SELECT count(*) FILTER (WHERE s.probability < $3::real)::int AS low,
    count(*) FILTER (WHERE s.probability >= $3::real AND s.probability < $4::real)::int AS medium,
    count(*) FILTER (WHERE s.probability >= $4::real)::int AS high
  FROM churn_score s WHERE ${OF_SET}`;

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
    WHERE d.user_id = ANY ($1::bigint[]) AND d.plays + d.downloads + d.searches + d.feedback > 0 GROUP BY d.user_id) AS told
  GROUP BY user_id`;
