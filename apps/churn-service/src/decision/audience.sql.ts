/** Stored scores of a set, without users who have been excluded since; $1 snapshot date, $2 version. */
const SCORED = `
  scored AS (
    SELECT s.user_id, s.probability::float8 AS probability FROM churn_score s
    WHERE s.snapshot_date = $1 AND s.model_version_id = $2
      AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id))`;

/** All users in at most 101 groups of like probability, highest first, and how many are expected to churn. */
export const SELECT_BY_PROBABILITY = `/* churn.scored_by_probability */
  WITH ${SCORED} SELECT count(*)::int AS users, sum(probability) AS churners FROM scored
  GROUP BY width_bucket(probability, 0, 1, 100) ORDER BY width_bucket(probability, 0, 1, 100) DESC`;

/** The same of the users with a probability of at least $3, at most $4 of them, highest first. */
export const SELECT_AUDIENCE = `/* churn.audience */
  WITH ${SCORED}, chosen AS (
    SELECT probability FROM scored WHERE probability >= $3 ORDER BY probability DESC, user_id LIMIT $4)
  SELECT count(*)::int AS users, coalesce(sum(probability), 0) AS churners, min(probability)::real AS lowest FROM chosen`;

/** The same by days since the last event, longest silence first; the feature window has $3 days. */
export const SELECT_BY_SILENCE = `/* churn.scored_by_silence */
  WITH ${SCORED}, newest AS (
    SELECT d.user_id, max(d.day) AS day FROM user_day d
    WHERE d.day > $1::date - $3::int AND d.day <= $1::date AND d.plays + d.downloads + d.searches > 0
    GROUP BY d.user_id)
  SELECT count(*)::int AS users, sum(scored.probability) AS churners
  FROM scored JOIN newest ON newest.user_id = scored.user_id
  GROUP BY newest.day ORDER BY newest.day`;
