/**
 * Songs that users $1 were shown at least $2 times within the last $3 days without one of these showings
 * being followed by a play or download that names it: the ids by user, those shown most often first, $4 at
 * most.
 */
export const SELECT_TIRED_SONGS = `/* recommender.tired_songs */
  SELECT user_id AS "userId", (array_agg(song_id::text ORDER BY times DESC, song_id))[:$4] AS "songIds" FROM (
    SELECT i.user_id, i.song_id, count(*) AS times
    FROM recommendation_impression i
    LEFT JOIN event_recommendation e
      ON e.recommendation_id = i.recommendation_id AND e.song_id = i.song_id AND e.user_id = i.user_id
    WHERE i.user_id = ANY ($1::bigint[]) AND i.shown_at >= now() - make_interval(days => $3)
    GROUP BY i.user_id, i.song_id HAVING count(DISTINCT i.recommendation_id) >= $2 AND count(e.song_id) = 0
  ) AS shown GROUP BY user_id`;
