import { SERVING_STATE } from '../versions/serving-state.sql.js';

/** Users with plays or downloads received since $1, the newest $2 of them, newest first, with the milliseconds of the last receipt. */
export const SELECT_USERS_SINCE = `/* recommender.users_since */
  SELECT user_id AS "userId", (extract(epoch FROM max(received_at)) * 1000)::float8 AS "receivedAt"
  FROM recent_event WHERE received_at >= $1 AND song_id IS NOT NULL AND kind <> 'search'
  GROUP BY user_id ORDER BY max(received_at) DESC, user_id LIMIT $2`;

/**
 * Users $1 at this moment: whether they are excluded, and of the others the plays and downloads that were received since $2 (of each:
 * song, kind, seconds played, seconds of the song, day, milliseconds of its receipt). One statement a request, whatever it asks for.
 */
export const SELECT_USER_MOMENTS = `/* recommender.user_moments */
  SELECT u.user_id AS "userId",
    x.user_id IS NOT NULL AS "isExcluded",
    CASE WHEN x.user_id IS NULL THEN (SELECT json_agg(json_build_array(r.song_id::text, r.kind, r.play_seconds, r.song_seconds, r.happened_at::date,
        (extract(epoch FROM r.received_at) * 1000)::bigint) ORDER BY r.received_at)
     FROM recent_event r
     WHERE r.user_id = u.user_id AND r.received_at >= $2 AND r.song_id IS NOT NULL AND r.kind <> 'search') END AS events,
    ${SERVING_STATE} CROSS JOIN unnest($1::bigint[]) AS u(user_id) LEFT JOIN excluded_user x ON x.user_id = u.user_id`;

/** Whether anything is known of a user whom the model does not hold. */
export const SELECT_HAS_EVENTS = `/* recommender.has_events */
  SELECT EXISTS (SELECT FROM user_day WHERE user_id = $1)
    OR EXISTS (SELECT FROM recent_event WHERE user_id = $1) AS "hasEvents"`;
