/**
 * Newest day of which plays or downloads were loaded. The newest day of events that come one by one is still running and
 * does not count, unless archives of that day were loaded too.
 */
export const SELECT_NEWEST_DAY = `/* recommender.newest_day */
  WITH loaded AS (
    SELECT name, kind, coalesce(archive.day, of_event.day) AS day
    FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
    WHERE state IN ('loaded', 'partial') AND archive.event_count > 0
  )
  SELECT max(day) AS day FROM loaded
  WHERE kind IN ('play', 'download')
    AND (name NOT LIKE 'events/%' OR day < (SELECT max(day) FROM loaded WHERE name LIKE 'events/%'))`;

/**
 * Songs by users who heard or downloaded them from $1 to $2, at least $3 seconds long, the first $4. Skips, excluded users and hidden
 * songs do not count.
 */
export const SELECT_POPULAR_SONGS = `/* recommender.popular_songs */
  WITH heard AS (
    SELECT song_id, user_id FROM play_event
    WHERE day BETWEEN $1 AND $2 AND song_id IS NOT NULL AND play_seconds > 0 AND song_seconds > 0
    UNION
    SELECT song_id, user_id FROM download_event WHERE day BETWEEN $1 AND $2 AND song_id IS NOT NULL
  ), counted AS (
    SELECT song_id, count(*)::int AS listeners FROM heard
    WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)
    GROUP BY song_id
  )
  SELECT song_id AS "songId", title, singer, listeners FROM counted JOIN song USING (song_id)
  WHERE length_seconds >= $3 AND NOT EXISTS (SELECT FROM hidden_song h WHERE h.song_id = counted.song_id)
  ORDER BY listeners DESC, song_id LIMIT $4`;
