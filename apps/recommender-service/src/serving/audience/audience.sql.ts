import { SERVING_STATE } from '../../registry/serving-state.sql.js';

/** The newest churn scores, those of the live churn version before others of the same day. */
const NEWEST_SCORES = `
  SELECT s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId", s.scored_at::text AS "scoredAt" FROM churn_score_set s
  ORDER BY s.snapshot_date DESC,
    coalesce(s.model_version_id = (
      SELECT p.model_version_id FROM model_promotion p WHERE p.kind = 'churn' ORDER BY p.id DESC LIMIT 1), false) DESC,
    s.scored_at DESC
  LIMIT 1`;

export const SELECT_NEWEST_SCORES = `/* recommender.newest_churn_scores */ ${NEWEST_SCORES}`;

/** The serving state, and which churn scores are the newest. */
export const SELECT_AUDIENCE_STATE = `/* recommender.audience_state */
  SELECT n.*, ${SERVING_STATE} LEFT JOIN LATERAL (${NEWEST_SCORES}) n ON true`;

/** All users of a score set with their probabilities, by id. */
export const SELECT_SCORES = `/* recommender.churn_scores */
  SELECT user_id AS "userId", probability FROM churn_score
  WHERE snapshot_date = $1 AND model_version_id = $2 ORDER BY user_id`;

/** Probabilities of users $1. */
export const SELECT_PROBABILITIES = `/* recommender.churn_probabilities */
  SELECT user_id AS "userId", probability FROM churn_score
  WHERE user_id = ANY ($1::bigint[]) AND snapshot_date = $2 AND model_version_id = $3`;

export const SELECT_USERS_ACTIVE_SINCE = `/* recommender.users_active_since */
  SELECT DISTINCT user_id AS "userId" FROM user_day
  WHERE day >= $1 AND plays + downloads + searches > 0 ORDER BY user_id`;

/**
 * What has happened since $3 between users $1 and songs $2, pair by pair: whether the user is excluded, has
 * met the song, and the device of the newest event. A row only for those of whom something is known.
 */
export const SELECT_NEWS_OF_PAIRS = `/* recommender.news_of_pairs */
  SELECT user_id AS "userId", song_id AS "songId", bool_or(is_excluded) AS "isExcluded",
    coalesce(bool_or(has_met), false) AS "hasMet", max(device) AS device
  FROM (
    SELECT p.user_id, p.song_id, true AS is_excluded, false AS has_met, NULL::smallint AS device
    FROM unnest($1::bigint[], $2::bigint[]) AS p(user_id, song_id) JOIN excluded_user x ON x.user_id = p.user_id
    UNION ALL
    SELECT e.user_id, p.song_id, false, bool_or(e.song_id = p.song_id AND e.kind <> 'search'),
      (array_agg(e.device ORDER BY e.happened_at DESC))[1]
    FROM unnest($1::bigint[], $2::bigint[]) AS p(user_id, song_id)
      JOIN recent_event e ON e.user_id = p.user_id AND e.received_at >= $3
    GROUP BY e.user_id, p.song_id) AS told
  GROUP BY user_id, song_id`;

/** Which of users $1 are excluded. */
export const SELECT_EXCLUDED = `/* recommender.excluded */
  SELECT user_id AS "userId" FROM excluded_user WHERE user_id = ANY ($1::bigint[])`;

/** Users at risk, most at risk first: from $3 to below $4, behind probability $5 and user $6. */
export const SELECT_USERS_AT_RISK = `/* recommender.users_at_risk */
  SELECT s.user_id AS "userId", s.probability FROM churn_score s
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2
    AND s.probability >= $3::real AND s.probability < $4::real
    AND s.probability <= $5::real AND (s.probability < $5::real OR s.user_id > $6::bigint)
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)
  ORDER BY s.probability DESC, s.user_id LIMIT $7`;
