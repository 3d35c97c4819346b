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
