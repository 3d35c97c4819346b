import { SKIPPED_BELOW } from './repeat-rule.js';

/** Songs kept of a user. */
const MOST_SONGS = 500;

/**
 * Each user's songs up to the day $1, scored by decayed shares heard less skips (half-life $2 days, penalty $3), songs of $4 seconds or
 * more: score above 0, the times heard, the last day on which it was heard and not skipped, and of plays that are no skips the decayed number
 * and what the first of them counts in it. Excluded users are left out.
 */
const SCORED = `
  play AS (
    SELECT user_id, song_id, day, CASE WHEN play_seconds > 0 AND song_seconds > 0
      THEN least(1, play_seconds::float8 / song_seconds) ELSE 0 END AS share
    FROM play_event WHERE song_id IS NOT NULL AND day <= $1::date
  ), scored AS (
    SELECT user_id, song_id, count(*) FILTER (WHERE share >= ${SKIPPED_BELOW}) AS times,
      max(day) FILTER (WHERE share >= ${SKIPPED_BELOW}) AS last_day,
      sum(2 ^ (-($1::date - day) / $2::float8)) FILTER (WHERE share >= ${SKIPPED_BELOW}) AS weight,
      2 ^ (-($1::date - min(day) FILTER (WHERE share >= ${SKIPPED_BELOW})) / $2::float8) AS first_weight,
      sum((share - CASE WHEN share < ${SKIPPED_BELOW} THEN $3::float8 ELSE 0 END) * 2 ^ (-($1::date - day) / $2::float8)) AS score
    FROM play GROUP BY user_id, song_id
  ), liked AS (
    SELECT s.* FROM scored s JOIN song USING (song_id)
    WHERE s.score > 0 AND s.times > 0 AND song.length_seconds >= $4::int
      AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = s.user_id)
  )`;

export const DELETE_REPEATS = `/* recommender.delete_repeats */ DELETE FROM repeat_songs`;

export const INSERT_REPEATS = `/* recommender.insert_repeats */
  WITH ${SCORED}, placed AS (
    SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY score DESC, song_id) AS place FROM liked
  )
  INSERT INTO repeat_songs (user_id, song_ids, scores, last_days, plays, repeats)
  SELECT user_id, array_agg(song_id ORDER BY place), array_agg(score::real ORDER BY place), array_agg(last_day ORDER BY place),
    min(h.plays), min(h.repeats)
  FROM placed JOIN (
    SELECT user_id, sum(weight) AS plays, sum(weight - first_weight) AS repeats FROM scored WHERE times > 0 GROUP BY user_id
  ) AS h USING (user_id)
  WHERE place <= ${MOST_SONGS} GROUP BY user_id`;

export const INSERT_REPEAT_COUNT = `/* recommender.insert_repeat_count */
  INSERT INTO repeat_count (read_at, data_to, report, repeat_share)
  SELECT $1, $2, $3, coalesce(sum(repeats) / nullif(sum(plays), 0), 0) FROM repeat_songs`;

/**
 * Of $7 users who listened to something again after the day $1 and up to $5: the first $6 songs by score, by times heard and by the
 * last day, all of days up to $1, and the songs that were listened to again.
 */
export const SELECT_REPEAT_RANKINGS = `/* recommender.repeat_rankings */
  WITH ${SCORED}, again AS (
    SELECT user_id, song_id FROM play_event JOIN liked USING (user_id, song_id)
    WHERE day > $1::date AND day <= $5::date AND play_seconds >= ${SKIPPED_BELOW} * song_seconds AND song_seconds > 0
    GROUP BY user_id, song_id
  ), drawn AS (
    SELECT user_id, array_agg(song_id) AS wanted FROM again GROUP BY user_id ORDER BY hashint8(user_id), user_id LIMIT $7
  )
  SELECT (array_agg(song_id::text ORDER BY score DESC, song_id))[:$6] AS "byScore",
    (array_agg(song_id::text ORDER BY times DESC, song_id))[:$6] AS "byTimes",
    (array_agg(song_id::text ORDER BY last_day DESC, song_id))[:$6] AS "byLastDay",
    min(wanted)::text[] AS wanted
  FROM liked JOIN drawn USING (user_id) GROUP BY user_id`;

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1 AND x.by = 'erasure')`;

/**
 * User $1 now: whether excluded, what was counted of the user up to which day, which of these songs are hidden, and the plays that were
 * received since then and up to $3 (NULL: now). Of one who is being erased nothing.
 */
export const SELECT_REPEATS_OF_USER = `/* recommender.repeats_of_user */
  SELECT c.data_to AS "dataTo", EXISTS (SELECT 1 FROM excluded_user WHERE user_id = $1 AND by <> 'erasure') AS "isExcluded",
    coalesce($3::timestamptz, now())::text AS at, c.repeat_share::float8 AS "usualShare",
    coalesce(r.plays, 0)::float8 AS "decayedPlays", coalesce(r.repeats, 0)::float8 AS "decayedRepeats",
    r.song_ids::text[] AS "songIds", r.scores, r.last_days::text[] AS "lastDays",
    (SELECT array_agg(h.song_id::text) FROM hidden_song h) AS hidden,
    (SELECT json_agg(json_build_array(e.song_id::text, e.play_seconds, e.song_seconds, e.happened_at::date) ORDER BY e.received_at)
     FROM recent_event e JOIN song s USING (song_id)
     WHERE e.user_id = $1 AND ${NOT_ERASED} AND e.received_at >= c.read_at - interval '10 s' AND e.received_at <= coalesce($3::timestamptz, now())
       AND e.kind = 'play' AND s.length_seconds >= $2) AS plays
  FROM (SELECT * FROM repeat_count ORDER BY id DESC LIMIT 1) c
  LEFT JOIN repeat_songs r ON r.user_id = $1 AND ${NOT_ERASED}`;

export const SELECT_REPEAT_COUNT = `/* recommender.repeat_count */
  SELECT data_to AS "dataTo", report FROM repeat_count ORDER BY id DESC LIMIT 1`;
