import { hasLength } from '../interactions/heard-share.sql.js';

/** Part of what a user's `state` is made of: raised with every change of what is counted of a user. */
const COUNTING = 1;

/**
 * Stores which songs are left out by their length now, $1 seconds, and returns those of which that has changed since
 * the last count.
 */
export const RENEW_SHORT_SONGS = `/* recommender.renew_short_songs */
  WITH short AS (
    SELECT song_id FROM song WHERE ${hasLength('$1::int')} IS NOT TRUE
  ), longer AS (
    DELETE FROM repeat_short_song AS known WHERE NOT EXISTS (SELECT FROM short WHERE short.song_id = known.song_id)
    RETURNING song_id
  ), shorter AS (
    INSERT INTO repeat_short_song (song_id)
    SELECT song_id FROM short WHERE NOT EXISTS (SELECT FROM repeat_short_song AS known WHERE known.song_id = short.song_id)
    RETURNING song_id
  )
  SELECT song_id AS "songId" FROM longer UNION ALL SELECT song_id FROM shorter`;

/** The users whose repeats are to be counted, or whose row is to go: they are no listeners (any more). */
export const CREATE_CHANGED_LISTENER = `/* recommender.create_changed_listener */
  CREATE TEMPORARY TABLE changed_listener (user_id bigint NOT NULL, state bigint, is_listener boolean NOT NULL) ON COMMIT DROP`;

export const ANALYZE_CHANGED_LISTENER = `/* recommender.analyze_changed_listener */ ANALYZE changed_listener`;

/** Of a user's day: plays, their seconds, and the newest archive with plays of the day. */
const DAY_STATE = `hashint8extended(plays::int8 << 32 | play_seconds,
      hashint8extended((day - DATE '1970-01-01')::int8 << 32 | coalesce(archive_id, 0), (SELECT number FROM rule)))`;

/**
 * A user's state is a number that all days with plays up to $1 make, with the rule: $2 seconds of a song and a
 * half-life of $3 days. Users are counted whose state is another one than that of their row, those whose newest
 * plays are not in the rollup yet, and those who played a song of $4. Excluded users are no listeners.
 */
export const insertChangedListeners = (anySongs: boolean): string => `/* recommender.changed_listeners */
  WITH rule AS (
    SELECT hashtextextended(concat_ws(' ', $2::int, $3::float8, (SELECT form FROM id_form)), ${COUNTING}) AS number
  ), loaded AS (
    SELECT coalesce(archive.day, of_day.day) AS day, max(archive.id) AS archive_id
    FROM archive LEFT JOIN archive_event_day AS of_day ON of_day.archive_id = archive.id AND archive.day IS NULL
    WHERE archive.kind = 'play' GROUP BY 1
  )
  INSERT INTO changed_listener (user_id, state, is_listener)
  SELECT coalesce(listener.user_id, known.user_id), listener.state, listener.user_id IS NOT NULL
  FROM (
    SELECT user_id, bit_xor(state) AS state, bool_or(is_changed) AS is_changed
    FROM (
      SELECT user_id, ${DAY_STATE} AS state, false AS is_changed
      FROM user_day LEFT JOIN loaded USING (day) WHERE plays > 0 AND day <= $1::date
      UNION ALL SELECT user_id, NULL, true FROM posted_user${
        anySongs
          ? `
      UNION ALL SELECT user_id, NULL, true FROM play_event WHERE song_id = ANY ($4::bigint[]) AND day <= $1::date`
          : ''
      }) AS of_days
    WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = of_days.user_id)
    GROUP BY user_id) AS listener
  FULL JOIN repeat_songs AS known USING (user_id)
  WHERE listener.user_id IS NULL OR known.user_id IS NULL OR listener.is_changed OR listener.state IS DISTINCT FROM known.state`;
