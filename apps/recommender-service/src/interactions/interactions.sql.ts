import { SKIPPED_BELOW } from './interaction-weight.js';
import type { WeightRule } from './interaction-weight.js';
import { decayAfter, hasLength, HEARD_SHARE, IS_HEARD } from './heard-share.sql.js';

/** The clock that stamps what is received, as ISO 8601 in UTC. */
export const SELECT_NOW = `/* recommender.now */
  SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "now"`;

/** How long a transaction may store events whose time of receipt is its beginning. */
export const OPEN_TRANSACTION_MS = 10_000;

/** Whether transactions that began before $1 are open; those of roles that may not be looked at count as such. */
export const SELECT_OPEN_SINCE = `/* recommender.open_since */
  SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND (xact_start < $1::timestamptz OR query = '<insufficient privilege>')
  ) AS open`;

/** First and last day with plays, downloads or feedback. */
export const SELECT_DAYS = `/* recommender.days */
  SELECT min(day) AS "from", max(day) AS "to" FROM user_day WHERE plays + downloads + feedback > 0`;

/** Days with plays or downloads, ascending, and how many users had any. */
export const SELECT_ACTIVE_DAYS = `/* recommender.active_days */
  SELECT day, count(*)::int AS "users" FROM user_day WHERE plays + downloads + feedback > 0 GROUP BY day ORDER BY day`;

/** Leaves the rule of {@link copyEvents} in the transaction: COPY takes no parameters. */
export const SET_PAIR_RULE = `/* recommender.pair_rule */
  SELECT set_config('recommender.min_song_seconds', $1, true),
    set_config('recommender.cut', $2, true),
    set_config('recommender.until', $3, true),
    set_config('recommender.play_weight', $4, true),
    set_config('recommender.completion_exponent', $5, true),
    set_config('recommender.download_weight', $6, true),
    set_config('recommender.half_life', $7, true),
    set_config('recommender.like_weight', $8, true),
    set_config('recommender.add_weight', $9, true),
    set_config('recommender.skip_weight', $10, true),
    set_config('recommender.recent_from', $11, true),
    pg_backend_pid() AS "pid"`;

/**
 * Has {@link copyEvents} join by hashes, as excluded users may be more than PostgreSQL knows, and compute all in one
 * process: to hand over each row costs more than to compute it.
 */
export const SET_HASHING = `/* recommender.hashing */
  SELECT set_config('enable_mergejoin', 'off', true), set_config('enable_nestloop', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`;

/** A setting as a subquery is read once a statement, not once a row. */
const rule = (name: string, type: string): string =>
  `(SELECT current_setting('recommender.${name}')::${type})`;

/**
 * The same once a row: subqueries in parts that are planned apart, and window functions, allow no parallel
 * workers.
 */
const each: typeof rule = (name, type) => `current_setting('recommender.${name}')::${type}`;

/** What an event of weight `weight` counts on the last day read, in millionths. */
const millionths = (weight: string, { halfLifeDays }: WeightRule, setting = rule): string => {
  const decay = decayAfter(`${setting('until', 'date')} - day`, setting('half_life', 'float8'));
  return `(1000000::float8 * ${weight}${halfLifeDays === 0 ? '' : ` * ${decay}`})::int`;
};

/** Of a play. What changes nothing by the rule is left out: it would be computed for every play. */
function weightOfPlay({ completionExponent, skipWeight }: WeightRule): string {
  const heard = `${rule('play_weight', 'float8')} * share`;
  const weight =
    completionExponent === 1
      ? heard
      : `CASE WHEN share > 0 THEN ${heard} ^ ${rule('completion_exponent', 'float8')} ELSE 0 END`;
  if (skipWeight === 0) return `(${weight})`;
  return `(${weight} - CASE WHEN share < ${SKIPPED_BELOW} THEN ${rule('skip_weight', 'float8')} ELSE 0 END)`;
}

/** Millionths of a song that a user dislikes: more than all else that may be added. */
const DISLIKED = -1_000_000_000;
/** Of what a user said of a song. */
const IN_ORDER = `day, happened_at NULLS FIRST, said LIKE 'un%'`;
/** The last word of a group. @param condition which words count; default: all */
const lastWord = (condition = 'true'): string =>
  `(array_agg(said ORDER BY day DESC, happened_at DESC NULLS LAST, said LIKE 'un%' DESC) FILTER (WHERE ${condition}))[1]`;
const IS_EARLY = `day <= ${rule('cut', 'date')}`;
const IS_RECENT = `${IS_EARLY} AND day >= ${rule('recent_from', 'date')}`;

/** From `after` to `upTo`, the first not included; null: without an end. */
export interface UserRange {
  after: bigint | null;
  upTo: bigint | null;
}

/**
 * The events of users with songs up to the day `until`, with their weights in millionths and whether they
 * were heard or downloaded. A play counts the share heard, see {@link HEARD_SHARE}; of none it counts nothing,
 * but user and song have met. Feedback of a song is met, too, unless it was taken back.
 */
const eventsOf = (weights: WeightRule, users: string): string => `
  WITH met AS (
    SELECT user_id, song_id, day, ${millionths(weightOfPlay(weights), weights)} AS millionths, is_heard IS TRUE AS is_heard
    FROM (
      SELECT user_id, song_id, day, ${HEARD_SHARE} AS share, ${IS_HEARD} AS is_heard
      FROM play_event WHERE song_id IS NOT NULL AND day <= ${rule('until', 'date')}${users}) AS play
    UNION ALL
    SELECT user_id, song_id, day, ${millionths(rule('download_weight', 'float8'), weights)}, true
    FROM download_event WHERE song_id IS NOT NULL AND day <= ${rule('until', 'date')}${users}
    UNION ALL
    -- The last word counts: each takes away what the one before it, of the same playlist or opinion, has added.
    SELECT user_id, song_id, word.day, word.added - word.before, false
    FROM (
      SELECT user_id, song_id, array_agg(day ORDER BY ${IN_ORDER}) AS days, array_agg(added ORDER BY ${IN_ORDER}) AS added
      FROM (
        SELECT *, CASE said WHEN 'like' THEN ${millionths(each('like_weight', 'float8'), weights, each)}
          WHEN 'add' THEN ${millionths(each('add_weight', 'float8'), weights, each)} WHEN 'dislike' THEN ${DISLIKED} ELSE 0 END AS added
        FROM feedback_event WHERE song_id IS NOT NULL AND said <> 'skip' AND day <= ${each('until', 'date')}${users}) AS said
      GROUP BY user_id, song_id, said LIKE '%like'
      -- What was taken back leaves nothing, but for a like or add that the early days still had.
      HAVING ${lastWord()} NOT LIKE 'un%' OR ${lastWord(`day <= ${each('cut', 'date')}`)} IN ('like', 'add')) AS words,
      LATERAL unnest(days, added, array_prepend(0, added)) AS word(day, added, before) WHERE word.day IS NOT NULL
    UNION ALL
    SELECT user_id, song_id, day, -${millionths(each('skip_weight', 'float8'), weights, each)}, false
    FROM feedback_event WHERE song_id IS NOT NULL AND said = 'skip' AND day <= ${each('until', 'date')}${users}
  )`;
const IS_LONG_ENOUGH = hasLength(rule('min_song_seconds', 'int'));
const isIncluded = (of: string): string =>
  `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = ${of}.user_id)`;

/** Ends are literals: the plan depends on them. */
const usersIn = ({ after, upTo }: UserRange): string =>
  (after === null ? '' : ` AND user_id > ${after}`) + (upTo === null ? '' : ` AND user_id <= ${upTo}`);

/** Days before the last one read. */
const ageOf = (day: string): string => `(${rule('until', 'date')} - ${day})`;

/**
 * User, song, and in one number the millionths, 20 bits of the age in days, and a bit for heard or downloaded:
 * to send a column costs as much as to compute it. Events of excluded users are left out.
 */
export const copyEvents = (weights: WeightRule, range: UserRange): string => `/* recommender.events */
COPY (${eventsOf(weights, usersIn(range))}
  SELECT user_id, song_id, (millionths::int8 << 21) | (${ageOf('day')} << 1) | is_heard::int FROM met WHERE ${isIncluded('met')}
) TO STDOUT (FORMAT binary)`;

/** Songs in the order of {@link copyPairRange}. */
export const COPY_NUMBERED_SONGS = `/* recommender.numbered_songs */ COPY (
  SELECT song_id FROM song WHERE ${IS_LONG_ENOUGH} ORDER BY song_id
) TO STDOUT (FORMAT binary)`;

/**
 * Events summed to one row for each user and song, in order, with the number of the song in place of its id:
 * the weight over all days and over the days up to the cut (-1: it met only afterwards), and the age of the
 * first event with a bit for heard or downloaded from the day `recent_from` to the cut. No pair weighs less
 * than nothing. Weights are summed as whole millionths: a sum of integers does not depend on the order in
 * which rows are read. Songs and users are judged after the sum: a quarter as many rows to look up.
 */
export const copyPairRange = (weights: WeightRule, range: UserRange): string => `/* recommender.pair_range */
COPY (${eventsOf(weights, usersIn(range))}, pair AS (
    SELECT user_id, song_id, greatest(0, sum(millionths)) AS millionths,
      CASE WHEN sum(millionths) FILTER (WHERE ${IS_EARLY}) IS NULL THEN -1
        ELSE greatest(0, sum(millionths) FILTER (WHERE ${IS_EARLY})) END AS early_millionths,
      ((${ageOf('min(day)')} << 1) | (bool_or(is_heard AND ${IS_RECENT}) IS TRUE)::int)::int8 AS first
    FROM met GROUP BY user_id, song_id
  ), numbered AS (
    SELECT song_id, row_number() OVER (ORDER BY song_id) - 1 AS number FROM song WHERE ${IS_LONG_ENOUGH}
  )
  SELECT user_id, number, millionths, early_millionths, first
  FROM pair JOIN numbered USING (song_id) WHERE ${isIncluded('pair')} ORDER BY user_id, number
) TO STDOUT (FORMAT binary)`;

/** Whether there are likes, adds and skips up to the day $1. */
export const SELECT_SAID = `/* recommender.said */
  SELECT bool_or(said = 'like') IS TRUE AS likes, bool_or(said = 'add') IS TRUE AS adds,
    bool_or(said = 'skip') IS TRUE OR EXISTS (
      SELECT FROM (SELECT ${HEARD_SHARE} AS share FROM play_event WHERE song_id IS NOT NULL AND day <= $1::date) AS play
      WHERE share < ${SKIPPED_BELOW}) AS skips
  FROM feedback_event WHERE song_id IS NOT NULL AND day <= $1::date`;

/** Plays and downloads up to the day $1. */
export const SELECT_EVENT_COUNT = `/* recommender.event_count */
  SELECT coalesce(sum(plays + downloads + feedback), 0)::float8 AS "events" FROM user_day WHERE day <= $1::date`;

/** The users at the shares $1 of the active days up to the day $2. */
export const SELECT_USER_BOUNDS = `/* recommender.user_bounds */
  SELECT percentile_disc($1::float8[]) WITHIN GROUP (ORDER BY user_id) AS "bounds"
  FROM user_day WHERE plays + downloads + feedback > 0 AND day <= $2::date`;

/** Ends a running statement of this program's own, by the process id of its connection. */
export const CANCEL_STATEMENT = `/* recommender.cancel */ SELECT pg_cancel_backend($1)`;

/** Singer and properties of every song of $1 seconds or more that names any, by id; released: in days from 1970. */
export const SELECT_SONG_SINGERS = `/* recommender.song_singers */
  SELECT song_id AS "songId", singer, properties -> 'genres' AS genres, properties -> 'tags' AS tags, properties ->> 'language' AS language,
    (properties ->> 'released')::date - DATE '1970-01-01' AS released
  FROM known_song AS song
  WHERE (singer IS NOT NULL OR properties ?| '{genres,tags,language}') AND ${hasLength('$1')} ORDER BY song_id`;

/** The device of each user on the newest day it is known for. */
export const SELECT_DEVICES = `/* recommender.devices */
  SELECT user_id AS "userId",
    (max((day - DATE '1970-01-01') * 8 + coalesce(device, 0)) % 8)::int AS device
  FROM user_day WHERE device IS NOT NULL GROUP BY user_id`;

/** Days from $1 to $2 of which plays or downloads are not loaded whole. */
export const SELECT_HOLES = `/* recommender.holes */
  SELECT day, kind, reason FROM coverage_hole
  WHERE day BETWEEN $1::date AND $2::date AND kind IN ('play', 'download') ORDER BY day, kind`;

/** Whether the loaded logs are generated ones. */
export const SELECT_IS_SYNTHETIC = `/* recommender.is_synthetic */
  SELECT EXISTS (SELECT FROM sample_log_set) AS "isSynthetic"`;
