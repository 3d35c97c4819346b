/** The newest churn scores, those of the live churn version before others of the same day. */
export const SELECT_NEWEST_SCORES = `/* recommender.newest_churn_scores */
  SELECT s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId" FROM churn_score_set s
  ORDER BY s.snapshot_date DESC,
    coalesce(s.model_version_id = (
      SELECT p.model_version_id FROM model_promotion p WHERE p.kind = 'churn' ORDER BY p.id DESC LIMIT 1), false) DESC,
    s.scored_at DESC
  LIMIT 1`;

/** Users with a probability from $3 to below $4, by id. */
export const SELECT_USERS_BY_RISK = `/* recommender.users_by_risk */
  SELECT user_id AS "userId" FROM churn_score
  WHERE snapshot_date = $1 AND model_version_id = $2 AND probability >= $3::real AND probability < $4::real
  ORDER BY user_id`;

export const SELECT_USERS_ACTIVE_SINCE = `/* recommender.users_active_since */
  SELECT DISTINCT user_id AS "userId" FROM user_day
  WHERE day >= $1 AND plays + downloads + searches > 0 ORDER BY user_id`;

/**
 * How users $1 stand now: excluded, with recent events of song $2 (NULL: no song), their
 * probability of churn, and the device of their newest recent event.
 */
export const SELECT_STANDINGS = `/* recommender.standings */
  SELECT u.user_id AS "userId",
    EXISTS (SELECT FROM excluded_user x WHERE x.user_id = u.user_id) AS "isExcluded",
    EXISTS (SELECT FROM recent_event r WHERE r.user_id = u.user_id AND r.song_id = $2 AND r.kind <> 'search') AS "hasMet",
    (SELECT c.probability FROM churn_score c
     WHERE c.user_id = u.user_id AND c.snapshot_date = $3::date AND c.model_version_id = $4::int) AS probability,
    (SELECT r.device FROM recent_event r WHERE r.user_id = u.user_id ORDER BY r.happened_at DESC LIMIT 1) AS "recentDevice"
  FROM unnest($1::bigint[]) AS u(user_id)`;

/** Users at risk, most at risk first: from $3 to below $4, behind probability $5 and user $6. */
export const SELECT_USERS_AT_RISK = `/* recommender.users_at_risk */
  SELECT s.user_id AS "userId", s.probability FROM churn_score s
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2
    AND s.probability >= $3::real AND s.probability < $4::real
    AND s.probability <= $5::real AND (s.probability < $5::real OR s.user_id > $6::bigint)
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)
  ORDER BY s.probability DESC, s.user_id LIMIT $7`;
