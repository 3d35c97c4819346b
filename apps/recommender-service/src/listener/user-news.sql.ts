import { SERVING_STATE } from '../registry/serving-state.js';

/**
 * Users with plays or downloads received since $1, the newest $2 of them, newest first, with the milliseconds
 * of the last receipt.
 */
export const SELECT_USERS_SINCE = `/* recommender.users_since */
  SELECT user_id AS "userId", (extract(epoch FROM max(received_at)) * 1000)::float8 AS "receivedAt"
  FROM recent_event WHERE received_at >= $1 AND song_id IS NOT NULL AND kind <> 'search'
  GROUP BY user_id ORDER BY max(received_at) DESC, user_id LIMIT $2`;

/**
 * What holds now, and the news of those of users $1 who have any, by user id: null for one who is
 * excluded, false for one who is being erased, for others the plays and downloads that were received since $2
 * (of each: song, kind, seconds played, seconds of the song, day, milliseconds of its receipt). One row,
 * however many are asked for: most have no news.
 */
export const SELECT_NEWS = `/* recommender.news */
  SELECT (
      SELECT json_object_agg(told.user_id, told.events) FROM (
        SELECT x.user_id, CASE WHEN x.by = 'erasure' THEN 'false'::json END AS events FROM excluded_user x WHERE x.user_id = ANY ($1::bigint[])
        UNION ALL
        SELECT r.user_id, json_agg(json_build_array(r.song_id::text, r.kind, r.play_seconds, r.song_seconds, r.happened_at::date,
          (extract(epoch FROM r.received_at) * 1000)::bigint) ORDER BY r.received_at)
        FROM unnest($1::bigint[]) AS u(user_id) JOIN recent_event r ON r.user_id = u.user_id
        WHERE r.received_at >= $2 AND r.song_id IS NOT NULL AND r.kind <> 'search'
          AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = r.user_id)
        GROUP BY r.user_id) told
    ) AS news, ${SERVING_STATE}`;

/** Whether anything is known of a user whom the model does not hold. */
export const SELECT_HAS_EVENTS = `/* recommender.has_events */
  SELECT (EXISTS (SELECT FROM user_day WHERE user_id = $1) OR EXISTS (SELECT FROM recent_event WHERE user_id = $1))
    AND NOT EXISTS (SELECT FROM excluded_user WHERE user_id = $1 AND by = 'erasure') AS "hasEvents"`;
