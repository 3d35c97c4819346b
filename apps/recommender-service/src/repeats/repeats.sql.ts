import { decayAfter, hasLength, HEARD_SHARE } from '../interactions/heard-share.sql.js';
import { OPEN_TRANSACTION_MS } from '../interactions/interactions.sql.js';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';

/** Songs kept of a user. */
const MOST_SONGS = 500;

/** Users who are looked at to find each one who has listened to something again. */
const LOOKED_AT = 4;

/** A play that is no skip. */
const IS_HEARD = `${HEARD_SHARE} >= ${SKIPPED_BELOW}`;

/**
 * Songs of $2 seconds or more that a user has heard, and not only skipped, with `measures` of the plays. Excluded
 * users are left out.
 *
 * A statement names it once: what is used twice Citus takes from the workers to the coordinator.
 * @param which condition on plays
 */
function heardSongsSql(measures: readonly string[], which: string): string {
  return `
  SELECT heard.*
  FROM (
    SELECT user_id, song_id, ${measures.join(', ')}
    FROM play_event WHERE song_id IS NOT NULL AND ${IS_HEARD} AND ${which}
    GROUP BY user_id, song_id) AS heard
  JOIN song USING (song_id)
  WHERE ${hasLength('$2::int')} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)`;
}

/** Plays that each weigh half after so many days. @param halfLife a parameter */
const scoreBy = (halfLife: string): string => `sum(${decayAfter('$1::date - day', `${halfLife}::float8`)})`;

/** The last day, the score, and what the first play counts in it. */
const MEASURES = [
  'max(day) AS last_day',
  `${scoreBy('$3')} AS score`,
  `${decayAfter('$1::date - min(day)', '$3::float8')} AS first_weight`,
];

/**
 * Keeps tables of hashes to what a processor caches: rows beyond it are set aside by their hashes. To sum
 * 24 M events takes 16 s of a processor with 64 MB, 10 s with 4 MB.
 */
export const SET_HASH_MEMORY = `/* recommender.hash_memory */ SET LOCAL work_mem = '4MB'`;

/** Scores are sums of floats: workers side by side would add in another order each time. */
export const SET_ROWS_IN_ORDER = `/* recommender.rows_in_order */ SET LOCAL max_parallel_workers_per_gather = 0`;

export const DELETE_REPEATS = `/* recommender.delete_repeats */ DELETE FROM repeat_songs`;

export const INSERT_REPEATS = `/* recommender.insert_repeats */
  INSERT INTO repeat_songs (user_id, song_ids, scores, last_days, plays, repeats)
  SELECT user_id, (array_agg(song_id ORDER BY score DESC, song_id))[:${MOST_SONGS}],
    (array_agg(score ORDER BY score DESC, song_id))[:${MOST_SONGS}]::real[],
    (array_agg(last_day ORDER BY score DESC, song_id))[:${MOST_SONGS}],
    sum(score), sum(score - first_weight)
  FROM (${heardSongsSql(MEASURES, 'day <= $1::date')}) AS heard GROUP BY user_id`;

/** How long the transaction of an event may be open that a count does not see. */
const OPEN_FOR = `interval '${OPEN_TRANSACTION_MS} ms'`;

/**
 * All events of a transaction have one time of receipt, so that those times show which of the newest events
 * this transaction, REPEATABLE READ, has counted.
 */
export const INSERT_REPEAT_COUNT = `/* recommender.insert_repeat_count */
  INSERT INTO repeat_count (read_at, counted_receipts, data_to, report, repeat_share)
  SELECT now(),
    (SELECT coalesce(array_agg(DISTINCT received_at), '{}') FROM recent_event WHERE received_at >= now() - ${OPEN_FOR}),
    $1, $2, coalesce(sum(repeats::float8) / nullif(sum(plays::float8), 0), 0) FROM repeat_songs`;

/**
 * Of $5 users who listened to something again after the day $1 and up to $3, found among four times as many
 * who played something: the first $4 songs by score with each half-life, by times heard and by the last day, all of
 * days up to $1, and the songs that were listened to again. One scan of the plays answers all of it.
 * @param halfLives how many parameters in days follow
 */
export function selectRepeatRankings(halfLives: number): string {
  const scores = Array.from({ length: halfLives }, (_, n) => `score_${n}`);
  const first = (order: string): string => `(array_agg(song_id::text ORDER BY ${order} DESC, song_id))[:$4]`;
  const before = 'FILTER (WHERE day <= $1::date)';
  const measures = [
    `count(*) ${before} AS times`,
    `max(day) ${before} AS last_day`,
    'bool_or(day > $1::date) AS is_later',
    ...scores.map((score, n) => `${scoreBy(`$${6 + n}`)} ${before} AS ${score}`),
  ];
  const ofListeners = `day <= $3::date AND hashint8(user_id) <= (
    SELECT max(hash) FROM (
      SELECT hashint8(user_id) AS hash FROM user_day WHERE day > $1::date AND day <= $3::date AND plays > 0
      GROUP BY user_id ORDER BY hash LIMIT ${LOOKED_AT} * $5::int) AS listener)`;
  return `/* recommender.repeat_rankings */
  SELECT user_id::text AS "userId", ARRAY[${scores.map(first).join(', ')}] AS "byScores",
    ${first('times')} AS "byTimes", ${first('last_day')} AS "byLastDay",
    array_agg(song_id::text) FILTER (WHERE is_later) AS wanted
  FROM (${heardSongsSql(measures, ofListeners)} AND times > 0) AS heard
  GROUP BY user_id HAVING bool_or(is_later) ORDER BY hashint8(user_id), user_id LIMIT $5::int`;
}

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1 AND x.by = 'erasure')`;

/**
 * User $1 now: whether excluded, what was counted of the user up to which day, and the plays,
 * no skips, that were not counted and were received up to $3 (NULL: now). Of one who is being erased nothing.
 */
export const SELECT_REPEATS_OF_USER = `/* recommender.repeats_of_user */
  SELECT c.data_to AS "dataTo", EXISTS (SELECT 1 FROM excluded_user WHERE user_id = $1 AND by <> 'erasure') AS "isExcluded",
    coalesce($3::timestamptz, now())::text AS at, c.repeat_share::float8 AS "usualShare",
    (c.report->'rule'->>'halfLifeDays')::float8 AS "halfLifeDays",
    coalesce(r.plays, 0)::float8 AS "decayedPlays", coalesce(r.repeats, 0)::float8 AS "decayedRepeats",
    r.song_ids::text[] AS "songIds", r.scores, r.last_days::text[] AS "lastDays",
    (SELECT json_agg(json_build_object('songId', e.song_id::text, 'day', e.happened_at::date) ORDER BY e.received_at)
     FROM recent_event e JOIN song USING (song_id)
     WHERE e.user_id = $1 AND ${NOT_ERASED} AND e.received_at >= c.read_at - ${OPEN_FOR} AND e.received_at <> ALL (c.counted_receipts)
       AND e.received_at <= coalesce($3::timestamptz, now())
       AND e.kind = 'play' AND ${IS_HEARD} AND ${hasLength('$2')}) AS plays
  FROM (SELECT * FROM repeat_count ORDER BY id DESC LIMIT 1) c
  LEFT JOIN repeat_songs r ON r.user_id = $1 AND ${NOT_ERASED}`;

export const SELECT_REPEAT_COUNT = `/* recommender.repeat_count */
  SELECT data_to AS "dataTo", report FROM repeat_count ORDER BY id DESC LIMIT 1`;
