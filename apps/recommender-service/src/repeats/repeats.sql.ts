import { hasLength, HEARD_SHARE } from '../interactions/heard-share.sql.js';
import { SKIP_PENALTY, SKIPPED_BELOW } from './repeat-rule.js';

/** Songs kept of a user. */
const MOST_SONGS = 500;

/**
 * Songs that a user has heard, and not only skipped, on the days up to $1: the last of these days, the decayed
 * number of plays that are no skips and what the first of them counts in it, and the score: decayed shares
 * heard less skips (half-life $2 days). Liked are those with a score above 0 and of $3 seconds or more.
 * Excluded users are left out.
 */
const HEARD_SONGS = `
  SELECT heard.*, coalesce(score > 0 AND song.song_id IS NOT NULL AND ${hasLength('$3::int')}, false) AS is_liked
  FROM (
    SELECT user_id, song_id,
      max(day) FILTER (WHERE share >= ${SKIPPED_BELOW}) AS last_day,
      sum(2 ^ (-($1::date - day) / $2::float8)) FILTER (WHERE share >= ${SKIPPED_BELOW}) AS weight,
      2 ^ (-($1::date - min(day) FILTER (WHERE share >= ${SKIPPED_BELOW})) / $2::float8) AS first_weight,
      sum((share - CASE WHEN share < ${SKIPPED_BELOW} THEN ${SKIP_PENALTY}::float8 ELSE 0 END) * 2 ^ (-($1::date - day) / $2::float8)) AS score
    FROM (
      SELECT user_id, song_id, day, ${HEARD_SHARE} AS share
      FROM play_event WHERE song_id IS NOT NULL AND day <= $1::date) AS play
    GROUP BY user_id, song_id HAVING count(*) FILTER (WHERE share >= ${SKIPPED_BELOW}) > 0) AS heard
  LEFT JOIN song USING (song_id)
  WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)`;

export const DELETE_REPEATS = `/* recommender.delete_repeats */ DELETE FROM repeat_songs`;

export const INSERT_REPEATS = `/* recommender.insert_repeats */
  INSERT INTO repeat_songs (user_id, song_ids, scores, last_days, plays, repeats)
  SELECT user_id, (array_agg(song_id ORDER BY score DESC, song_id) FILTER (WHERE is_liked))[:${MOST_SONGS}],
    (array_agg(score ORDER BY score DESC, song_id) FILTER (WHERE is_liked))[:${MOST_SONGS}]::real[],
    (array_agg(last_day ORDER BY score DESC, song_id) FILTER (WHERE is_liked))[:${MOST_SONGS}],
    sum(weight), sum(weight - first_weight)
  FROM (${HEARD_SONGS}) AS heard
  GROUP BY user_id HAVING bool_or(is_liked)`;

export const INSERT_REPEAT_COUNT = `/* recommender.insert_repeat_count */
  INSERT INTO repeat_count (read_at, data_to, repeat_share)
  SELECT $1, $2, coalesce(sum(repeats) / nullif(sum(plays), 0), 0) FROM repeat_songs`;

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1 AND x.by = 'erasure')`;

/**
 * User $1 now: whether excluded, what was counted of the user up to which day, which of these songs are
 * hidden, and the plays that were received since then and up to $3 (NULL: now). Of one who is being erased
 * nothing.
 */
export const SELECT_REPEATS_OF_USER = `/* recommender.repeats_of_user */
  SELECT c.data_to AS "dataTo", EXISTS (SELECT 1 FROM excluded_user WHERE user_id = $1 AND by <> 'erasure') AS "isExcluded",
    coalesce($3::timestamptz, now())::text AS at, c.repeat_share::float8 AS "usualShare",
    coalesce(r.plays, 0)::float8 AS "decayedPlays", coalesce(r.repeats, 0)::float8 AS "decayedRepeats",
    r.song_ids::text[] AS "songIds", r.scores, r.last_days::text[] AS "lastDays",
    (SELECT array_agg(h.song_id::text) FROM hidden_song h) AS hidden,
    (SELECT json_agg(json_build_array(e.song_id::text, e.play_seconds, e.song_seconds, e.happened_at::date) ORDER BY e.received_at)
     FROM recent_event e JOIN song USING (song_id)
     WHERE e.user_id = $1 AND ${NOT_ERASED} AND e.received_at >= c.read_at - interval '10 s' AND e.received_at <= coalesce($3::timestamptz, now())
       AND e.kind = 'play' AND ${hasLength('$2')}) AS plays
  FROM (SELECT * FROM repeat_count ORDER BY id DESC LIMIT 1) c
  LEFT JOIN repeat_songs r ON r.user_id = $1 AND ${NOT_ERASED}`;
