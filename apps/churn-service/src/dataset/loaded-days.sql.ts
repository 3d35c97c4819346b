/** A kind has a share of the events where four weeks have it on so many days, with such a share of all events. */
const SHARED_DAYS = 7;
const SHARE_OF_EVENTS = 0.05;
/** With less than so much of the usual events of a day, silence on it says nothing of a user. */
const KNOWN_SHARE = 0.5;

/** Archives by the days of their events; those without a day in their name have several. */
const LOADED = `SELECT archive.id, name, kind, state, finished_at, coalesce(archive.day, of_event.day) AS day
  FROM archive LEFT JOIN archive_event_day AS of_event ON of_event.archive_id = archive.id AND archive.day IS NULL
  WHERE state IN ('loaded', 'partial') AND kind IS NOT NULL AND coalesce(archive.day, of_event.day) IS NOT NULL`;

/** SQL: a day of posted events that is not over, or not for $1 hours: late events of it are still expected. */
const IS_RUNNING = `name LIKE 'events/%' AND posted_day_ends(day) + make_interval(hours => $1::int) > now()`;

/**
 * A mark that changes with every archive loaded, replaced or removed, with posted events of days that are complete,
 * with every day dropped, closed or declared ended, and when a day becomes complete: equal marks, equal coverage.
 */
export const SELECT_COVERAGE_MARK = `/* churn.coverage_mark */
  SELECT (SELECT coalesce(sum(hashtextextended(CASE WHEN ${IS_RUNNING} THEN concat_ws(' ', id, 'running')
            ELSE concat_ws(' ', id, state, kind, day, part, line_count, finished_at) END, 0)), 0) FROM archive)
    || ' ' || (SELECT count(*) FROM archive_event_day) || ' ' || (SELECT count(*) FROM dropped_day)
    || ' ' || (SELECT coalesce(sum(hashtextextended(rule, 0)), 0) FROM closed_day_rule)
    || ' ' || (SELECT coalesce(sum(hashtextextended(subject, 0)), 0) FROM acknowledgement
               WHERE subject LIKE 'closed.%' OR subject LIKE 'ended.%') AS mark`;

/**
 * The oldest and the newest day of which anything is loaded, and all complete ones, with the newest: no kind
 * that is in use has a hole on it. A kind is in use for a week after its last events; one that had a share of all
 * events then, until a person declares it ended: its outage is no silence of users. A day of posted events without
 * archives is complete when it has been over for $1 hours, in the last time zone that events come from. Known are
 * also days of which less than half of the events are missing: a hole of searches hides no listener.
 */
export const SELECT_LOADED_DAYS = `/* churn.loaded_days */
  WITH loaded AS (${LOADED}), running AS (
    SELECT day, kind FROM loaded GROUP BY day, kind HAVING bool_and(${IS_RUNNING})
  ), kind_day AS (
    SELECT day, kind, running.day IS NULL
        AND coalesce(bool_and(state IN ('loaded', 'closed', 'empty')) FILTER (WHERE state <> 'superseded'), false) AS is_whole,
      running.day IS NULL AND bool_or(state IN ('loaded', 'partial', 'small')) AS is_loaded,
      bool_or(state IN ('closed', 'empty')) AS is_empty, sum(lines) AS lines
    FROM archive_coverage LEFT JOIN running USING (day, kind) GROUP BY day, kind, running.day
  ), month AS (
    -- The four weeks up to each day.
    SELECT day, kind, is_loaded, count(*) FILTER (WHERE is_loaded) OVER four_weeks AS days, sum(lines) OVER four_weeks AS lines
    FROM kind_day WINDOW four_weeks AS (PARTITION BY kind ORDER BY day RANGE BETWEEN interval '27 days' PRECEDING AND CURRENT ROW)
  ), shared AS (
    SELECT day, kind, days >= ${SHARED_DAYS} AND lines >= ${SHARE_OF_EVENTS} * sum(lines) OVER (PARTITION BY day) AS is_shared
    FROM month WHERE is_loaded
  ), used AS (
    SELECT kind_day.*, max(day) FILTER (WHERE is_loaded) OVER (PARTITION BY kind ORDER BY day) AS last_loaded FROM kind_day
  ), by_day AS (
    SELECT used.day, bool_or(used.is_loaded) AS is_loaded, bool_or(is_empty) AS is_empty,
      coalesce(sum(used.lines) >= ${KNOWN_SHARE} * sum(month.lines / nullif(month.days, 0)), false) AS is_known,
      bool_and(is_whole OR coalesce(last_loaded < used.day - 7 AND NOT coalesce(is_shared, false), true)) AS is_whole
    FROM used LEFT JOIN shared ON shared.day = last_loaded AND shared.kind = used.kind
    LEFT JOIN month ON month.day = used.day AND month.kind = used.kind GROUP BY used.day
  )
  SELECT min(day) FILTER (WHERE is_loaded) AS "firstDay", max(day) FILTER (WHERE is_loaded AND is_whole) AS "newestDay",
    max(day) FILTER (WHERE is_loaded) AS "lastDay",
    coalesce(array_agg(day::text ORDER BY day) FILTER (WHERE (is_loaded OR is_empty) AND is_whole), '{}') AS "wholeDays",
    coalesce(array_agg(day::text ORDER BY day) FILTER (WHERE (is_loaded OR is_empty) AND (is_whole OR is_known)), '{}') AS "knownDays"
  FROM by_day`;

const MARK = `coalesce(sum(hashtextextended(id || ' ' || state || ' ' || coalesce(extract(epoch FROM finished_at), 0), 0)), 0)`;

/**
 * What has been loaded of each of some spans of days, from $1 (date[]) to $2 (date[]), in their order: a mark that
 * changes with every archive loaded, replaced or removed, where $3 with posted events too. Marks compare what was
 * visible, which times of loads that had not committed yet cannot.
 */
export const SELECT_LOADS = `/* churn.loads */
  SELECT ${MARK}::text AS mark, clock_timestamp() AS "askedAt"
  FROM unnest($1::date[], $2::date[]) WITH ORDINALITY AS span(first, last, place)
  LEFT JOIN (${LOADED}) AS loaded ON loaded.day >= span.first AND loaded.day <= span.last
    AND ($3::boolean OR name NOT LIKE 'events/%')
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
