const NOT_DROPPED = `state <> 'dropped' AND day NOT IN (SELECT day FROM dropped_day)`;

/**
 * Lines and events of archives and of posted events, by day and kind from $1 to $2. Archives of many days and
 * dropped ones are left out.
 */
export const SELECT_QUALITY_DAYS = `/* ingest.quality_days */
  SELECT day, kind, sum(line_count)::float8 AS lines, sum(event_count)::float8 AS events
  FROM archive WHERE day BETWEEN $1::date AND $2::date AND kind IS NOT NULL AND ${NOT_DROPPED}
  GROUP BY day, kind ORDER BY day, array_position(ARRAY['play', 'download', 'search'], kind)`;

/** Rejected lines by day and reason, and repaired events by day and rule. */
export const SELECT_QUALITY_RULES = `/* ingest.quality_rules */
  SELECT day, 'rejected' AS what, key AS name, sum(value::bigint)::float8 AS count
  FROM archive, jsonb_each_text(rejected) WHERE day BETWEEN $1::date AND $2::date AND ${NOT_DROPPED} GROUP BY day, key
  UNION ALL
  SELECT day, 'repaired', key, sum(value::bigint)::float8
  FROM archive, jsonb_each_text(repaired) WHERE day BETWEEN $1::date AND $2::date AND ${NOT_DROPPED} GROUP BY day, key
  ORDER BY day, what, name`;

/** Users by plays, in powers of two: bin n has users of 2^n to 2^(n+1) - 1 plays. Without excluded users. */
export const SELECT_PLAYS_PER_USER = `/* ingest.quality_plays_per_user */
  SELECT floor(log(2, plays))::int AS bin, count(*)::float8 AS users FROM (
    SELECT user_id, sum(plays)::numeric AS plays FROM user_day AS d
    WHERE day BETWEEN $1::date AND $2::date
      AND NOT EXISTS (SELECT FROM excluded_user AS x WHERE x.user_id = d.user_id)
    GROUP BY user_id HAVING sum(plays) > 0) AS by_user
  GROUP BY bin ORDER BY bin`;

/** Days of users by the mean share of a song that was heard, in tenths: bin 9 has 0.9 to 1. */
export const SELECT_COMPLETION = `/* ingest.quality_completion */
  SELECT least(9, floor(10 * completion_sum / completion_count))::int AS bin, count(*)::float8 AS "userDays"
  FROM user_day AS d
  WHERE day BETWEEN $1::date AND $2::date AND completion_count > 0
    AND NOT EXISTS (SELECT FROM excluded_user AS x WHERE x.user_id = d.user_id)
  GROUP BY bin ORDER BY bin`;
