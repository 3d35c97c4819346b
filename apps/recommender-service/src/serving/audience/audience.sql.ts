import { BARRED, CONTACT_BARS, COUNT_LEFT_OUT, joinContactBars, mayBeContacted } from '#common';
import type { ContactBar } from '#common';
import { IS_DISLIKED } from '../../listener/user-news.repository.js';
import { SERVING_STATE } from '../../registry/serving-state.js';

/** The newest churn scores by models of the kind $1, those of the live version before others of the same day. */
const NEWEST_SCORES = `
  SELECT s.snapshot_date AS "snapshotDate", s.model_version_id AS "versionId", s.scored_at::text AS "scoredAt" FROM churn_score_set s
    JOIN model_version v ON v.id = s.model_version_id
  WHERE v.kind = $1::text
  ORDER BY s.snapshot_date DESC,
    coalesce(s.model_version_id = (
      SELECT p.model_version_id FROM model_promotion p WHERE p.kind = $1::text ORDER BY p.id DESC LIMIT 1), false) DESC,
    s.scored_at DESC
  LIMIT 1`;

/** The serving state, and which churn scores of the kind $1 are the newest. */
export const SELECT_AUDIENCE_STATE = `/* recommender.audience_state */
  SELECT n.*, ${SERVING_STATE} LEFT JOIN LATERAL (${NEWEST_SCORES}) n ON true`;

const NOT_EXCLUDED = 'NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)';

/** Users of a score set with a probability from $3 to below $4. */
export const SELECT_USERS_WITHIN = `/* recommender.users_within */
  SELECT user_id AS "userId" FROM churn_score
  WHERE snapshot_date = $1 AND model_version_id = $2
    AND probability >= $3::real AND probability < $4::real ORDER BY user_id`;

export const SELECT_USERS_ACTIVE_SINCE = `/* recommender.users_active_since */
  SELECT DISTINCT user_id AS "userId" FROM user_day
  WHERE day >= $1 AND plays + downloads + searches > 0 ORDER BY user_id`;

const PAIRS = 'unnest($1::bigint[], $2::bigint[]) AS p(user_id, song_id)';

const EXCLUDED_ALONE = ['excluded'] as const;
const pairsBarred = (bar: ContactBar): string => `
    SELECT p.user_id, p.song_id, '${bar}' AS bar, false AS has_met, NULL::smallint AS device, NULL::real AS probability,
      NULL::bigint AS disliked_song, NULL::text AS disliked_singer
    FROM ${PAIRS} JOIN (${BARRED[bar]}) AS barred ON barred.user_id = p.user_id`;

/**
 * Users $1 and songs $2, pair by pair: whether the user is excluded, or may not be contacted, has met the
 * song since $3, the device of the newest event since then, which songs and singers the user dislikes, and the
 * probability of churn by the scores of day $4 and version $5. A row only for those of whom something is known.
 */
export const pairsSql = (contactable: boolean): string => `/* recommender.pairs_of_audience */
  SELECT user_id AS "userId", song_id AS "songId", min(bar) AS bar,
    coalesce(bool_or(has_met), false) AS "hasMet", max(device) AS device, max(probability) AS "churnProbability",
    coalesce(array_agg(disliked_song::text) FILTER (WHERE disliked_song IS NOT NULL), '{}') AS "dislikedSongs",
    coalesce(array_agg(disliked_singer) FILTER (WHERE disliked_singer IS NOT NULL), '{}') AS "dislikedSingers"
  FROM (
    ${(contactable ? CONTACT_BARS : EXCLUDED_ALONE).map(pairsBarred).join(' UNION ALL ')}
    UNION ALL
    SELECT e.user_id, p.song_id, NULL, bool_or(e.song_id = p.song_id AND e.kind IN ('play', 'download')),
      (array_agg(e.device ORDER BY e.happened_at DESC))[1], NULL, NULL, NULL
    FROM ${PAIRS}
      JOIN recent_event e ON e.user_id = p.user_id AND e.received_at >= $3
    GROUP BY e.user_id, p.song_id
    UNION ALL
    SELECT p.user_id, p.song_id, NULL, false, NULL, NULL, o.song_id, o.of_singer
    FROM ${PAIRS} JOIN opinion o ON o.user_id = p.user_id WHERE ${IS_DISLIKED}
    UNION ALL
    SELECT p.user_id, p.song_id, NULL, false, NULL, s.probability, NULL, NULL
    FROM ${PAIRS} JOIN churn_score s ON s.user_id = p.user_id
      AND s.snapshot_date = $4::date AND s.model_version_id = $5::int) AS known
  GROUP BY user_id, song_id`;

/** Which of users $1 are excluded. */
export const SELECT_EXCLUDED = `/* recommender.excluded */
  SELECT user_id AS "userId" FROM excluded_user WHERE user_id = ANY ($1::bigint[])`;

/** Users of a score set from $3 to below $4 who may not be contacted, by reason. */
export const SELECT_LEFT_OUT = `/* recommender.left_out */
  SELECT ${COUNT_LEFT_OUT} AS "leftOut" FROM churn_score s ${joinContactBars('s.user_id')}
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2 AND s.probability >= $3::real AND s.probability < $4::real`;

/** Users at risk, most at risk first: from $3 to below $4, behind probability $5 and user $6. */
export const usersAtRiskSql = (contactable: boolean): string => `/* recommender.users_at_risk */
  SELECT s.user_id AS "userId", s.probability FROM churn_score s
  WHERE s.snapshot_date = $1 AND s.model_version_id = $2
    AND s.probability >= $3::real AND s.probability < $4::real
    AND s.probability <= $5::real AND (s.probability < $5::real OR s.user_id > $6::bigint)
    AND ${contactable ? mayBeContacted('s.user_id') : NOT_EXCLUDED}
  ORDER BY s.probability DESC, s.user_id LIMIT $7`;
