/** Archives by the days of their events; those without a day in their name have several. */
const LOADED = `SELECT archive.id, name, kind, state, finished_at, coalesce(archive.day, of_event.day) AS day
  FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
  WHERE state IN ('loaded', 'partial') AND kind IS NOT NULL AND coalesce(archive.day, of_event.day) IS NOT NULL`;

/**
 * The newest day on which every kind that is loaded at all has been loaded, and the oldest day of any. The newest day of
 * events that come one by one does not count: it is still running, and silence in the rest of it would look like churn.
 */
export const SELECT_LOADED_DAYS = `/* churn.loaded_days */
  WITH loaded AS (${LOADED}), running AS (SELECT max(day) AS day FROM loaded WHERE name LIKE 'events/%')
  SELECT min(first_day) AS "firstDay", min(last_day) AS "newestDay"
  FROM (SELECT kind, min(day) AS first_day, max(day) AS last_day FROM loaded
        WHERE name NOT LIKE 'events/%' OR day < (SELECT day FROM running)
        GROUP BY kind) AS by_kind`;

/**
 * What has been loaded of the days from $1 to $2: a mark that changes with every archive loaded, replaced or removed, and
 * the time of the newest load. Marks compare what was visible, which times of loads that had not committed yet cannot.
 */
export const SELECT_LOADS = `/* churn.loads */
  SELECT coalesce(sum(hashtextextended(id || ' ' || state || ' ' || coalesce(extract(epoch FROM finished_at), 0), 0)),
                  0)::text AS mark,
         max(finished_at) AS "newestLoadAt", clock_timestamp() AS "askedAt"
  FROM (${LOADED}) AS loaded WHERE day >= $1::date AND day <= $2::date`;

/** Days and kinds from $1 to $2 of which something is not loaded, those before the first and after the last loaded day too. */
export const SELECT_HOLES = `/* churn.holes */
  WITH covered AS (
    SELECT day, kind, bool_and(state = 'dropped') AS dropped FROM archive_coverage
    WHERE day BETWEEN $1::date AND $2::date GROUP BY day, kind
  )
  SELECT d.day::date AS day, k.kind,
    coalesce(hole.reason, CASE WHEN covered.dropped THEN 'dropped' ELSE 'nothing is loaded' END) AS reason
  FROM generate_series($1::date, $2::date, interval '1 day') AS d(day)
  CROSS JOIN unnest(ARRAY['play', 'download', 'search']) AS k(kind)
  LEFT JOIN covered ON covered.day = d.day::date AND covered.kind = k.kind
  LEFT JOIN coverage_hole AS hole ON hole.day = d.day::date AND hole.kind = k.kind
  WHERE hole.reason IS NOT NULL OR covered.dropped IS NOT FALSE
  ORDER BY d.day, k.kind`;

/** What is known of the logs when they are generated ones. */
export const SELECT_SAMPLE_LOG_SET = `/* churn.sample_log_set */
  SELECT manifest -> 'bestReachable' AS "bestReachable" FROM sample_log_set`;
