/** Title, singer and length of the songs $1. */
export const SELECT_SONGS = `/* recommender.songs */
  SELECT song_id AS "songId", title, singer, length_seconds AS seconds FROM song WHERE song_id = ANY ($1::bigint[])`;

/** Singer and length of every song, by id. */
export const SELECT_SONG_FACTS = `/* recommender.song_facts */
  SELECT song_id AS "songId", singer, length_seconds AS seconds FROM song ORDER BY song_id`;
