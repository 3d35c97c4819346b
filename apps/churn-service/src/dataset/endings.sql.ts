import type { Target } from '#common/bands';
import type { EventKind } from '../event-kinds.js';
import { activeUsersSql, drawnSql } from './labels.sql.js';

/** Whether the row `f` of fact says when users end: it is what models of the target `ended` predict, and no feature. */
export const IS_ENDED_FACT = "f.name = 'ended' AND f.type = 'day'";

const ENDED_FACT = `(SELECT f.id FROM fact f WHERE ${IS_ENDED_FACT})`;

/** The last day of which endings were told; null: none was told of any user. */
export const SELECT_TOLD_THROUGH = `SELECT max(d.day) AS day FROM user_fact d WHERE d.fact_id = ${ENDED_FACT}`;

/**
 * Users who ended from $1 to $2; with `churned` false, who had ended before, as was told of these days or
 * later only. An ending counts unless a change up to its day takes it back.
 * @param share of the users
 */
export function endingsSql(share = 1): string {
  return `SELECT user_id AS "userId", bool_and(ended >= $1::date) AS churned
    FROM (
      SELECT d.user_id, d.day AS told, (d.value #>> '{}')::date AS ended,
        lead(d.day) OVER (PARTITION BY d.user_id ORDER BY d.day) AS next
      FROM user_fact d WHERE d.fact_id = ${ENDED_FACT}${drawnSql(share)}) AS c
    WHERE ended <= $2::date AND (ended >= $1::date OR told >= $1::date) AND (next IS NULL OR next > ended)
    GROUP BY user_id`;
}

/**
 * Condition on rows `d` of user_day: by what is known on the day $1, the user had not ended.
 * @param among SQL that narrows the users of `d`
 */
export function notEndedSql(among: string): string {
  return ` AND NOT EXISTS (
      SELECT FROM (
        SELECT DISTINCT ON (d.user_id) d.user_id, d.value #>> '{}' AS ended
        FROM user_fact d WHERE d.fact_id = ${ENDED_FACT} AND d.day <= $1::date${among}
        ORDER BY d.user_id, d.day DESC) AS last
      WHERE last.user_id = d.user_id AND last.ended::date <= $1::date)`;
}

/**
 * Whether users churned from $1 to $2: a join, and a boolean that needs it.
 * @param user SQL of the id
 */
export function churnedSql(
  target: Target,
  kinds: readonly EventKind[],
  user: string,
): { join: string; churned: string } {
  const [users, churned] =
    target === 'ended'
      ? [endingsSql(), 'coalesce(happened.churned, false)']
      : [activeUsersSql(kinds), 'happened."userId" IS NULL'];
  return { join: `LEFT JOIN (${users}) AS happened ON happened."userId" = ${user}`, churned };
}

/** What the version in the row `v` of model_version predicts. */
export function targetSql(v: string): string {
  return `CASE WHEN ${v}.parameters -> 'population' ? 'notEnded' THEN 'ended' ELSE 'inactive' END`;
}
