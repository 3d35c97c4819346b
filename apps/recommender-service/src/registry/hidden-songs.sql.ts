/** All hidden songs with the revision they belong to, of one snapshot. */
export const SELECT_HIDDEN_SONGS = `/* recommender.hidden_songs */
  SELECT value::int AS revision,
    coalesce((SELECT array_agg(song_id::text) FROM hidden_song), '{}') AS "songIds"
  FROM revision WHERE name = 'hidden songs'`;

/**
 * The first $2 hidden songs behind song $1, or from the beginning when it is null; songs no archive has named
 * have no title.
 */
export const SELECT_HIDDEN_PAGE = `/* recommender.hidden_page */
  SELECT h.song_id AS "songId", s.title, s.singer, h.hidden_at AS "hiddenAt"
  FROM hidden_song h LEFT JOIN song s ON s.song_id = h.song_id
  WHERE h.song_id > coalesce($1::bigint, -1) ORDER BY h.song_id LIMIT $2`;
