import { decayAfter, hasLength, HEARD_SHARE } from '../interactions/heard-share.sql.js';
import { OPEN_TRANSACTION_MS } from '../interactions/interactions.sql.js';
import { SKIPPED_BELOW } from '../interactions/interaction-weight.js';

/** Songs kept of a user. */
const MOST_SONGS = 500;

/** Users who are looked at to find each one who has listened to something again. */
const LOOKED_AT = 4;

/** A play that is no skip. */
const IS_HEARD = `${HEARD_SHARE} >= ${SKIPPED_BELOW}`;

/** Songs of which users heard a play, no skip, with `measures` of these plays. @param which of all plays */
function heardSongsSql(measures: readonly string[], which: string): string {
  return `SELECT user_id, song_id, ${measures.join(', ')}
    FROM play_event WHERE song_id IS NOT NULL AND ${IS_HEARD} AND ${which}
    GROUP BY user_id, song_id`;
}

/** Songs that are too short are left out. */
const IS_LONG = hasLength('$2::int');

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

/** Of those who are counted, and of those who are no listeners. */
export const DELETE_REPEATS = `/* recommender.delete_repeats */
  DELETE FROM repeat_songs USING changed_listener AS changed WHERE changed.user_id = repeat_songs.user_id`;

/** The songs kept of a user, in order. */
const kept = (column: string): string =>
  `(array_agg(${column} ORDER BY score DESC, song_id) FILTER (WHERE is_long))[:${MOST_SONGS}]`;

/** Whether no row is left: all listeners are counted. */
export const SELECT_NO_REPEATS = `/* recommender.no_repeats */ SELECT NOT EXISTS (SELECT FROM repeat_songs) AS none`;

/**
 * A row for each changed listener. Who played a song that is not in `song` yet, where the merge is still to come, is
 * counted again the next time: without a state. @param isAll the changed ones are all listeners: plays are not judged
 */
export const insertRepeats = (isAll: boolean): string => `/* recommender.insert_repeats */
  INSERT INTO repeat_songs (user_id, song_ids, scores, last_days, plays, repeats, counted_to, state)
  SELECT user_id, coalesce(song_ids, '{}'), coalesce(scores, '{}'), coalesce(last_days, '{}'), coalesce(plays, 0),
    coalesce(repeats, 0), $1::date, CASE WHEN lacks_songs IS NOT TRUE THEN state END
  FROM changed_listener LEFT JOIN (
    SELECT user_id, ${kept('song_id')} AS song_ids, ${kept('score')}::real[] AS scores, ${kept('last_day')} AS last_days,
      sum(score) FILTER (WHERE is_long) AS plays, sum(score - first_weight) FILTER (WHERE is_long) AS repeats,
      bool_or(is_unknown) AS lacks_songs
    FROM (
      SELECT heard.*, ${IS_LONG} AS is_long, song.song_id IS NULL AS is_unknown
      FROM (${heardSongsSql(MEASURES, `day <= $1::date${isAll ? '' : ' AND user_id IN (SELECT user_id FROM changed_listener)'}`)}) AS heard
      LEFT JOIN song USING (song_id)) AS heard
    GROUP BY user_id) AS heard USING (user_id)
  WHERE is_listener`;

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
    $1, $2, coalesce(sum(kept * repeats) / nullif(sum(kept * plays), 0), 0)
  FROM (SELECT plays, repeats, ${decayAfter('$1::date - counted_to', '$3::float8')} AS kept FROM repeat_songs) AS counted`;

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
  FROM (${heardSongsSql(measures, ofListeners)}) AS heard JOIN song USING (song_id)
  WHERE times > 0 AND ${IS_LONG} AND NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = heard.user_id)
  GROUP BY user_id HAVING bool_or(is_later) ORDER BY hashint8(user_id), user_id LIMIT $5::int`;
}

/** User $1 is not being erased. */
const NOT_ERASED = `NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = $1 AND x.by = 'erasure')`;

/** Weight of the scores of the row `r` on the last day of the count `c`: rows without later plays are older. */
const KEPT = decayAfter('c.data_to - r.counted_to', "(c.report->'rule'->>'halfLifeDays')::float8");

/**
 * User $1 now: whether excluded, what was counted of the user up to which day, and the plays,
 * no skips, that were not counted and were received up to $3 (NULL: now). Of one who is being erased nothing.
 */
export const SELECT_REPEATS_OF_USER = `/* recommender.repeats_of_user */
  SELECT c.data_to AS "dataTo", EXISTS (SELECT 1 FROM excluded_user WHERE user_id = $1 AND by <> 'erasure') AS "isExcluded",
    coalesce($3::timestamptz, now())::text AS at, c.repeat_share::float8 AS "usualShare",
    (c.report->'rule'->>'halfLifeDays')::float8 AS "halfLifeDays",
    ${KEPT} AS kept, coalesce(${KEPT} * r.plays, 0)::float8 AS "decayedPlays", coalesce(${KEPT} * r.repeats, 0)::float8 AS "decayedRepeats",
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
