/**
 * First and last day of which anything is loaded, or was until it was dropped, and where the data is: of the
 * stretches of $1 days that end on such a day, the newest with at least a tenth of the events of the fullest.
 * So a stray day long ago or ahead moves no page.
 */
export const SELECT_LOADED_DAYS = `/* ingest.loaded_days */
  WITH loaded AS (
    SELECT coalesce(archive.day, of_day.day) AS day,
      sum(CASE WHEN state = 'dropped' THEN 0 ELSE coalesce(of_day.event_count, archive.event_count) END) AS events
    FROM archive LEFT JOIN archive_event_day AS of_day ON of_day.archive_id = archive.id AND archive.day IS NULL
    WHERE state IN ('loaded', 'partial', 'dropped') AND kind IS NOT NULL AND coalesce(archive.day, of_day.day) IS NOT NULL
    GROUP BY coalesce(archive.day, of_day.day)
  ), stretch AS (
    SELECT day AS last, min(day) OVER days AS first, sum(events) OVER days AS events FROM loaded
    WINDOW days AS (ORDER BY day RANGE BETWEEN make_interval(days => $1::int - 1) PRECEDING AND CURRENT ROW)
  ), newest AS (
    SELECT first, last FROM stretch WHERE events * 10 >= (SELECT max(events) FROM stretch) ORDER BY last DESC LIMIT 1
  )
  SELECT (SELECT min(day) FROM loaded) AS "firstDay", (SELECT max(day) FROM loaded) AS "lastDay",
    (SELECT first FROM newest) AS "from", (SELECT last FROM newest) AS "to",
    EXISTS (SELECT FROM sample_log_set) AS synthetic`;

/** Every part that is loaded, recorded or expected from $1 to $2. */
export const SELECT_COVERAGE = `/* ingest.coverage */
  SELECT day, kind, part, state, reason, byte_count::float8 AS "byteCount", lines::float8 AS lines,
    usual_lines::float8 AS "usualLines"
  FROM archive_coverage WHERE day BETWEEN $1::date AND $2::date
  ORDER BY day, array_position(ARRAY['play', 'download', 'search'], kind), part`;

/** The holes of these days, each in a sentence. */
export const SELECT_COVERAGE_HOLES = `/* ingest.coverage_holes */
  SELECT day, kind, reason FROM coverage_hole WHERE day BETWEEN $1::date AND $2::date`;

/** Archives with events from $1 to $2 that break the contract of their mapping. */
export const SELECT_BROKEN_CONTRACTS = `/* ingest.broken_contracts */
  SELECT archive.id AS "archiveId", name, min(of_day.day) AS "firstDay", max(of_day.day) AS "lastDay", violations,
    EXISTS (SELECT FROM acknowledgement WHERE subject = 'contract.' || archive.id AND at >= finished_at) AS known
  FROM archive JOIN archive_event_day AS of_day ON of_day.archive_id = archive.id
  WHERE violations <> '[]' AND state IN ('loaded', 'partial') AND of_day.day BETWEEN $1::date AND $2::date
  GROUP BY archive.id ORDER BY name`;
