/** First and last day with plays or downloads. */
export const SELECT_DAYS = `/* recommender.days */
  SELECT min(day) AS "from", max(day) AS "to" FROM user_day WHERE plays > 0 OR downloads > 0`;

/**
 * Every user and song that met: $1 shortest song in seconds, $2 the cut, that is the last day of the early part.
 * Left out are unknown songs, songs of unknown, zero or ringtone length, and excluded users. A play counts the share
 * heard, by its own length; without a valid length or time it counts nothing, but the pair has met.
 * Shares are summed as whole thousandths: a sum of integers does not depend on the order in which rows are read, so the
 * same events always give the same model.
 */
export const SELECT_PAIRS = `/* recommender.pairs */
  WITH met AS (
    SELECT user_id, song_id, day, 0 AS downloads,
      CASE WHEN play_seconds > 0 AND song_seconds > 0
        THEN (1000 * least(1, play_seconds::float8 / song_seconds))::int ELSE 0 END AS thousandths
    FROM play_event WHERE song_id IS NOT NULL
    UNION ALL
    SELECT user_id, song_id, day, 1, 0 FROM download_event WHERE song_id IS NOT NULL
  )
  SELECT user_id AS "userId", song_id AS "songId",
    sum(thousandths)::float8 AS thousandths,
    sum(downloads)::float8 AS downloads,
    coalesce(sum(thousandths) FILTER (WHERE day <= $2::date), 0)::float8 AS "earlyThousandths",
    coalesce(sum(downloads) FILTER (WHERE day <= $2::date), 0)::float8 AS "earlyDownloads",
    min(day) <= $2::date AS "isEarly"
  FROM met
  JOIN song USING (song_id)
  WHERE song.length_seconds >= $1
    AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = met.user_id)
  GROUP BY user_id, song_id`;

/** The device of each user on the newest day it is known for. */
export const SELECT_DEVICES = `/* recommender.devices */
  SELECT user_id AS "userId",
    (max((day - DATE '2000-01-01') * 8 + coalesce(device, 0)) % 8)::int AS device
  FROM user_day WHERE device IS NOT NULL GROUP BY user_id`;

/** Whether the loaded logs are generated ones. */
export const SELECT_IS_SYNTHETIC = `/* recommender.is_synthetic */
  SELECT EXISTS (SELECT FROM sample_log_set) AS "isSynthetic"`;
