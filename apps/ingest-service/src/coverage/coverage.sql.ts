/** First and last day of which anything is loaded, or was until it was dropped. */
export const SELECT_LOADED_SPAN = `/* ingest.loaded_span */
  SELECT min(day) AS "from", max(day) AS "to" FROM archive_coverage`;

/** Every part that is loaded, recorded or expected from $1 to $2. */
export const SELECT_COVERAGE = `/* ingest.coverage */
  SELECT day, kind, part, state, reason, byte_count::float8 AS "byteCount", lines::float8 AS lines,
    usual_lines::float8 AS "usualLines"
  FROM archive_coverage WHERE day BETWEEN $1::date AND $2::date
  ORDER BY day, array_position(ARRAY['play', 'download', 'search'], kind), part`;

/** The holes of these days, each in a sentence. */
export const SELECT_COVERAGE_HOLES = `/* ingest.coverage_holes */
  SELECT day, kind, reason FROM coverage_hole WHERE day BETWEEN $1::date AND $2::date`;
