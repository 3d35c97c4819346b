/** Title and singer of the songs $1. */
export const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer FROM song WHERE song_id = ANY ($1::bigint[])`;
