/** All hidden songs with the revision they belong to, seen in one moment. */
export const SELECT_HIDDEN_SONGS = `/* recommender.hidden_songs */
  SELECT hidden_revision::int AS revision,
    coalesce((SELECT array_agg(song_id::text) FROM hidden_song), '{}') AS "songIds"
  FROM recommender_state`;

export const HIDE_SONG = `/* recommender.hide_song */
  INSERT INTO hidden_song (song_id) VALUES ($1) ON CONFLICT DO NOTHING`;

export const SHOW_SONG = `/* recommender.show_song */ DELETE FROM hidden_song WHERE song_id = $1`;
