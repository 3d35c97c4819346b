/** Archives by the days of their events; those without a day in their name have several. */
const LOADED = `SELECT archive.id, name, kind, state, finished_at, coalesce(archive.day, of_event.day) AS day
  FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
  WHERE state IN ('loaded', 'partial') AND kind IS NOT NULL AND coalesce(archive.day, of_event.day) IS NOT NULL`;

/**
 * A mark that changes with every archive loaded, replaced or removed, and with every day dropped: equal
 * marks, equal coverage.
 */
export const SELECT_COVERAGE_MARK = `/* churn.coverage_mark */
  SELECT (SELECT coalesce(sum(hashtextextended(concat_ws(' ', id, state, kind, day, part, line_count, finished_at), 0)), 0)
          FROM archive) || ' ' || (SELECT count(*) FROM archive_event_day) || ' ' || (SELECT count(*) FROM dropped_day) AS mark`;

/**
 * The oldest and the newest day of which anything is loaded, and all complete ones, with the newest: no kind
 * that was loaded in the week up to it has a hole on it. A kind that is new, or no longer delivered, holds
 * nothing up. The newest day of events that come one by one counts where archives stand next to them: else it
 * is still running, and silence in the rest of it would look like churn.
 */
export const SELECT_LOADED_DAYS = `/* churn.loaded_days */
  WITH loaded AS (${LOADED}), running AS (
    SELECT day, kind FROM loaded WHERE day = (SELECT max(day) FROM loaded WHERE name LIKE 'events/%')
    GROUP BY day, kind HAVING bool_and(name LIKE 'events/%')
  ), kind_day AS (
    SELECT day, kind, bool_and(state = 'loaded' AND running.day IS NULL) AS is_whole,
      bool_or(state IN ('loaded', 'partial', 'small') AND running.day IS NULL) AS is_loaded
    FROM archive_coverage LEFT JOIN running USING (day, kind) GROUP BY day, kind
  ), used AS (
    SELECT *, bool_or(is_loaded) OVER (
      PARTITION BY kind ORDER BY day RANGE BETWEEN interval '7 days' PRECEDING AND CURRENT ROW) AS in_use
    FROM kind_day
  ), by_day AS (
    SELECT day, bool_or(is_loaded) AS is_loaded, bool_and(is_whole OR NOT in_use) AS is_whole FROM used GROUP BY day
  )
  SELECT min(day) FILTER (WHERE is_loaded) AS "firstDay", max(day) FILTER (WHERE is_loaded AND is_whole) AS "newestDay",
    max(day) FILTER (WHERE is_loaded) AS "lastDay",
    coalesce(array_agg(day::text ORDER BY day) FILTER (WHERE is_loaded AND is_whole), '{}') AS "wholeDays"
  FROM by_day`;

const MARK = `coalesce(sum(hashtextextended(id || ' ' || state || ' ' || coalesce(extract(epoch FROM finished_at), 0), 0)), 0)`;

/**
 * What has been loaded of each of some spans of days, from $1 (date[]) to $2 (date[]), in their order: a mark that
 * changes with every archive loaded, replaced or removed. Marks compare what was visible, which times of loads that
 * had not committed yet cannot.
 */
export const SELECT_LOADS = `/* churn.loads */
  SELECT ${MARK}::text AS mark, clock_timestamp() AS "askedAt"
  FROM unnest($1::date[], $2::date[]) WITH ORDINALITY AS span(first, last, place)
  LEFT JOIN (${LOADED}) AS loaded ON loaded.day >= span.first AND loaded.day <= span.last
  GROUP BY span.place ORDER BY span.place`;

/**
 * Days and kinds from $1 to $2 of which something is not loaded, those before the first and after the last
 * loaded day too. Kinds that no archive has are not in the source.
 */
export const SELECT_HOLES = `/* churn.holes */
  WITH covered AS MATERIALIZED (
    SELECT day, kind, bool_and(state = 'dropped') AS dropped FROM archive_coverage GROUP BY day, kind
  )
  SELECT d.day::date AS day, k.kind,
    coalesce(hole.reason, CASE WHEN covered.dropped THEN 'dropped' ELSE 'nothing is loaded' END) AS reason
  FROM generate_series($1::date, $2::date, interval '1 day') AS d(day)
  CROSS JOIN (SELECT DISTINCT kind FROM covered) AS k
  LEFT JOIN covered ON covered.day = d.day::date AND covered.kind = k.kind
  LEFT JOIN coverage_hole AS hole ON hole.day = d.day::date AND hole.kind = k.kind
  WHERE hole.reason IS NOT NULL OR covered.dropped IS NOT FALSE
  ORDER BY d.day, k.kind`;

/** What is known of the logs when they are generated ones. */
export const SELECT_SAMPLE_LOG_SET = `/* churn.sample_log_set */
  SELECT manifest -> 'bestReachable' AS "bestReachable" FROM sample_log_set`;
