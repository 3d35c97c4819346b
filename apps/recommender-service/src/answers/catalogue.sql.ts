/** Title and singer of the songs $1. */
export const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer FROM song WHERE song_id = ANY ($1::bigint[])`;

/** Whether anything is known of a user whom the model does not hold. */
export const SELECT_HAS_EVENTS = `/* recommender.has_events */
  SELECT EXISTS (SELECT FROM user_day WHERE user_id = $1)
    OR EXISTS (SELECT FROM recent_event WHERE user_id = $1) AS "hasEvents"`;
