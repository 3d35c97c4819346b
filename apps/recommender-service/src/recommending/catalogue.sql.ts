/** Title and singer of the songs $1. */
export const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer FROM song WHERE song_id = ANY ($1::bigint[])`;

/** What is known of a user the model does not hold. */
export const SELECT_USER_STANDING = `/* recommender.user_standing */
  SELECT EXISTS (SELECT FROM excluded_user WHERE user_id = $1) AS "isExcluded",
    EXISTS (SELECT FROM user_day WHERE user_id = $1) AS "hasEvents"`;
