/** Names and events of every song, to be read through a cursor. */
export const SELECT_SONG_NAMES = `/* recommender.song_names */
  SELECT song_id AS "songId", title, singer, event_count AS events FROM song`;

/** Another answer means that a song is new, gone or named anew. */
export const SELECT_NAMES_MARK = `/* recommender.names_mark */
  SELECT concat_ws(' ', value, (SELECT count(*) FROM song)) AS mark FROM revision WHERE name = 'song names'`;

/** The songs $1 as they are called now. */
export const SELECT_FOUND_SONGS = `/* recommender.found_songs */
  SELECT s.song_id AS "songId", s.title, s.singer, s.event_count AS events, h.song_id IS NOT NULL AS hidden
  FROM song s LEFT JOIN hidden_song h ON h.song_id = s.song_id WHERE s.song_id = ANY ($1::bigint[])`;
