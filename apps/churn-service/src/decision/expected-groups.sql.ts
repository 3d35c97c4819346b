import { mayBeContacted } from '#common';
import { highestFirst, valueAtRisk } from '../scores/user-order.js';

/**
 * Stored scores of a set, of users who may be contacted, each with what is lost when the user leaves, on
 * average; $1 snapshot date, $2 version, $3 value of a user, $4 whether known values of users
 * count instead.
 */
const SCORED = `
  scored AS (
    SELECT s.user_id, s.probability::float8 AS probability, ${valueAtRisk('$3')} AS loss
    FROM churn_score s LEFT JOIN user_value v ON $4::boolean AND v.user_id = s.user_id
    WHERE s.snapshot_date = $1 AND s.model_version_id = $2
      AND ${mayBeContacted('s.user_id')})`;

const SUMS = `count(*)::int AS users, coalesce(sum(probability), 0) AS churners, coalesce(sum(loss), 0) AS loss`;

/**
 * All users in at most 100 groups of about equal size, highest loss first: how many of them are expected to
 * churn, and what is lost then.
 */
export const SELECT_BY_LOSS = `/* churn.scored_by_loss */
  WITH ${SCORED}, divided AS (
    SELECT probability, loss, ntile(100) OVER (ORDER BY ${highestFirst('loss', 'probability', 'user_id')}) AS part FROM scored)
  SELECT ${SUMS} FROM divided GROUP BY part ORDER BY part`;

/** The same of the users of whom a share $5 of the loss is $6 or more, at most $7 of them, highest first. */
export const SELECT_CONTACTS = `/* churn.contacts */
  WITH ${SCORED}, chosen AS (
    SELECT probability, loss FROM scored WHERE loss * $5::float8 >= $6::float8 AND loss * $5::float8 > 0
    ORDER BY ${highestFirst('loss', 'probability', 'user_id')} LIMIT $7)
  SELECT ${SUMS}, min(probability)::real AS lowest FROM chosen`;

/** The same by days since the last event, longest silence first; the feature window has $5 days. */
export const SELECT_BY_SILENCE = `/* churn.scored_by_silence */
  WITH ${SCORED}, newest AS (
    SELECT d.user_id, max(d.day) AS day FROM user_day d
    WHERE d.day > $1::date - $5::int AND d.day <= $1::date AND d.plays + d.downloads + d.searches + d.feedback > 0
    GROUP BY d.user_id)
  SELECT ${SUMS}
  FROM scored JOIN newest ON newest.user_id = scored.user_id
  GROUP BY newest.day ORDER BY newest.day`;
