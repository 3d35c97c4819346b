/** What is loaded of every day and kind, and what is expected from its neighbours. All services read it. */
export const COVERAGE = `
-- Days on which the service does no business: a weekday (saturday), a day of each year (12-25) or one day
-- (2026-04-03), as a setting or a mapping says.
CREATE TABLE closed_day_rule (
  source text NOT NULL,
  rule text NOT NULL,
  PRIMARY KEY (source, rule)
);

-- A day is closed by a rule, or since a person said so. It counts as complete and empty where nothing is loaded.
CREATE FUNCTION is_closed(day date) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM closed_day_rule
    WHERE rule IN (to_char(day, 'YYYY-MM-DD'), to_char(day, 'MM-DD'), trim(to_char(day, 'day'))))
  OR EXISTS (SELECT FROM acknowledgement WHERE subject = 'closed.' || to_char(day, 'YYYY-MM-DD'))
$$;

-- Time zones that posted events come from, in minutes east of UTC, each with its newest day.
CREATE TABLE posted_offset (
  minutes smallint PRIMARY KEY,
  last_day date NOT NULL
);

-- When a day of posted events is over: in the last time zone that events of the two months before came from.
CREATE FUNCTION posted_day_ends(day date) RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT (day + 1)::timestamp AT TIME ZONE 'UTC'
  - make_interval(mins => least(0, (SELECT min(minutes) FROM posted_offset WHERE last_day > day - 60)))
$$;

-- Archives of a day are expected from twelve hours after its end: they are made in the night, and loaded in the
-- morning. Until then they are awaited, whatever of the day was posted or loaded already, and it is no hole.
CREATE FUNCTION are_archives_due(day date) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT CASE WHEN day < current_date - 3 THEN true ELSE posted_day_ends(day) + interval '12 hours' <= now() END
$$;

-- A row a day, kind and part that is loaded, recorded or expected. Neighbours are the 7 days before and
-- after; usual_lines is the median of the same kind and part among them, without rejected lines. Events come
-- in clumps (one user downloads thirty songs at once): the deviation of a usual count of n lines is taken for
-- at least that of clumps of 30, sqrt(30 / n). Neighbours are found by equality, from rows shifted by 1 to 7
-- days: the planner has no statistics of them, and nested loops would take a minute for three years.
-- A day without anything of a kind is a hole where that is unlikely: of n usual lines in clumps of v, the variance
-- of the neighbours over their mean (1 to 30), a day has none by chance with probability exp(-n / v); below 0.001
-- (n / v > 7), or with fewer than 3 neighbours to know v by, it is missing, else empty.
CREATE FUNCTION archive_coverage_rows() RETURNS TABLE (day date, kind text, part smallint, state text, reason text,
  byte_count bigint, lines bigint, usual_lines bigint)
LANGUAGE sql STABLE SET enable_nestloop = off SET enable_mergejoin = off AS $$
WITH recorded AS (
  SELECT coalesce(archive.day, archive_event_day.day) AS day, kind, coalesce(part, 0) AS part, state, reason,
    name LIKE 'events/%' AS collected,
    CASE WHEN archive.day IS NOT NULL THEN byte_count END AS byte_count,
    coalesce(archive_event_day.event_count,
      line_count - (SELECT coalesce(sum(value::bigint), 0) FROM jsonb_each_text(rejected)
        WHERE key <> 'user_erased')) AS lines
  FROM archive LEFT JOIN archive_event_day ON archive_event_day.archive_id = archive.id AND archive.day IS NULL
  WHERE kind IS NOT NULL AND coalesce(archive.day, archive_event_day.day) IS NOT NULL
), piece AS (
  -- Several archives of one part: the best state counts, and the lines of all that were loaded.
  SELECT day, kind, part,
    (array_agg(state ORDER BY array_position(
      ARRAY['loaded', 'partial', 'dropped', 'duplicate', 'refused', 'superseded'], state)))[1] AS state,
    (array_agg(reason ORDER BY array_position(
      ARRAY['loaded', 'partial', 'dropped', 'duplicate', 'refused', 'superseded'], state)))[1] AS reason,
    sum(byte_count) FILTER (WHERE state IN ('loaded', 'partial')) AS byte_count,
    coalesce(sum(lines) FILTER (WHERE state IN ('loaded', 'partial')), 0)::bigint AS lines,
    bool_and(collected) AS collected
  FROM recorded GROUP BY day, kind, part
), span AS (
  SELECT min(day) AS first_day, max(day) AS last_day FROM piece WHERE state IN ('loaded', 'partial', 'dropped')
), cell AS (
  -- Nothing is missing of a kind that no archive has: it is not in the source.
  SELECT first_day + n AS day, kind, is_closed(first_day + n) AS closed
  FROM span CROSS JOIN generate_series(0, last_day - first_day) AS n
  CROSS JOIN (
    -- Of a kind that a person declared ended nothing is expected after its last archive.
    SELECT kind, CASE WHEN EXISTS (SELECT FROM acknowledgement WHERE subject = 'ended.' || kind) THEN max(day) END AS ended
    FROM piece GROUP BY kind
  ) AS in_source
  WHERE first_day + n <= coalesce(ended, last_day)
), total AS (
  SELECT day, kind, sum(lines)::float8 AS lines, bool_or(part > 0) AS has_parts FROM piece
  WHERE state IN ('loaded', 'partial') GROUP BY day, kind
), usual_day AS (
  SELECT day - away AS day, kind, count(*) FILTER (WHERE has_parts) AS days_with_parts,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY lines) AS lines,
    count(*) >= 3 AND avg(lines) / greatest(1, least(30, var_samp(lines) / nullif(avg(lines), 0))) BETWEEN 1e-9 AND 7 AS may_be_empty
  FROM total CROSS JOIN generate_series(-7, 7) AS away WHERE away <> 0 GROUP BY day - away, kind
), whole AS (
  -- An archive without part, or collected events, count as their day when they have half of what is usual.
  SELECT piece.day, piece.kind FROM piece LEFT JOIN usual_day USING (day, kind)
  WHERE piece.part = 0 AND piece.state IN ('loaded', 'partial') AND piece.lines * 2 >= coalesce(usual_day.lines, 0)
), neighbour AS (
  SELECT day - away AS day, kind, part, away, state, lines
  FROM piece CROSS JOIN generate_series(-7, 7) AS away
  WHERE away <> 0 AND state IN ('loaded', 'partial')
), expected AS (
  -- A part is expected where more than half of the neighbouring days with parts have it.
  SELECT neighbour.day, neighbour.kind, part
  FROM neighbour JOIN usual_day USING (day, kind) JOIN cell USING (day, kind)
  WHERE part > 0 AND NOT closed AND NOT EXISTS (SELECT FROM whole WHERE whole.day = neighbour.day AND whole.kind = neighbour.kind)
  GROUP BY neighbour.day, neighbour.kind, part, days_with_parts
  HAVING count(*) * 2 > days_with_parts
), usual AS (
  SELECT day, kind, part, count(*) AS days,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY lines) AS lines,
    max(lines) FILTER (WHERE abs(away) = 7)::float8 AS weekday_lines
  FROM neighbour WHERE state = 'loaded' GROUP BY day, kind, part
), empty AS (
  SELECT day, kind, closed FROM cell LEFT JOIN usual_day USING (day, kind)
  WHERE (closed OR may_be_empty) AND NOT EXISTS (SELECT FROM piece
    WHERE piece.day = cell.day AND piece.kind = cell.kind AND piece.state <> 'superseded')
), listed AS (
  SELECT day, kind, part FROM expected
    WHERE NOT EXISTS (SELECT FROM empty WHERE empty.day = expected.day AND empty.kind = expected.kind)
  UNION SELECT day, kind, part FROM piece JOIN cell USING (day, kind)
  UNION SELECT day, kind, 0 FROM cell
    WHERE (EXISTS (SELECT FROM empty WHERE empty.day = cell.day AND empty.kind = cell.kind)
        OR NOT EXISTS (SELECT FROM expected WHERE expected.day = cell.day AND expected.kind = cell.kind))
      AND NOT EXISTS (SELECT FROM piece WHERE piece.day = cell.day AND piece.kind = cell.kind)
), comparable AS (
  -- Shares of what is usual have no trend left, so their spread is that of the noise.
  SELECT piece.day, piece.kind, piece.part, piece.lines / usual.lines AS share,
    piece.lines / nullif(weekday_lines, 0) AS weekday_share, piece.lines, usual.lines AS usual_lines, weekday_lines
  FROM piece JOIN usual USING (day, kind, part)
  -- A day of posted events is compared once it is over.
  WHERE piece.state = 'loaded' AND usual.days >= 3 AND usual.lines > 0
    AND NOT (piece.collected AND posted_day_ends(piece.day) > now())
), comparable_day AS (
  SELECT day, kind, sum(lines) / sum(usual_lines) AS share, sum(usual_lines) AS usual_lines,
    sum(lines) FILTER (WHERE weekday_lines > 0) / nullif(sum(weekday_lines), 0) AS weekday_share
  FROM comparable GROUP BY day, kind
), part_noise AS (
  SELECT day - away AS day, kind, part,
    1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(share - 1)) AS deviation
  FROM comparable CROSS JOIN generate_series(-7, 7) AS away WHERE away <> 0 GROUP BY day - away, kind, part
), day_noise AS (
  SELECT day - away AS day, kind,
    1.4826 * percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(share - 1)) AS deviation
  FROM comparable_day CROSS JOIN generate_series(-7, 7) AS away WHERE away <> 0 GROUP BY day - away, kind
), small AS (
  -- 1.4826 times the median absolute deviation is the standard deviation where noise is normal.
  SELECT day, kind, part FROM comparable JOIN part_noise USING (day, kind, part)
  WHERE share < 0.75 AND coalesce(weekday_share, 0) < 0.75 AND share < 1 - 4 * greatest(deviation, sqrt(30 / usual_lines))
  UNION
  SELECT day, kind, comparable.part
  FROM comparable_day JOIN day_noise USING (day, kind) JOIN comparable USING (day, kind)
  WHERE comparable_day.share < 0.75 AND coalesce(comparable_day.weekday_share, 0) < 0.75
    AND comparable_day.share < 1 - 3 * greatest(deviation, sqrt(30 / comparable_day.usual_lines)) AND comparable.share < 0.9
)
SELECT day, kind, nullif(part, 0)::smallint AS part,
  CASE
    WHEN piece.state IS NULL THEN CASE WHEN empty.closed THEN 'closed' WHEN NOT are_archives_due(day) THEN 'awaited'
      WHEN empty.day IS NULL THEN 'missing' ELSE 'empty' END
    WHEN small.part IS NOT NULL THEN 'small'
    ELSE piece.state
  END AS state,
  piece.reason, piece.byte_count::bigint AS byte_count, coalesce(piece.lines, 0)::bigint AS lines,
  round(usual.lines)::bigint AS usual_lines
FROM listed LEFT JOIN piece USING (day, kind, part) LEFT JOIN usual USING (day, kind, part)
  LEFT JOIN small USING (day, kind, part) LEFT JOIN empty USING (day, kind)
$$;

-- On a dropped day nothing is missing, refused or a duplicate any more. What was loaded again is shown.
CREATE VIEW archive_coverage AS
SELECT day, kind, part,
  CASE WHEN dropped_day.day IS NULL OR state IN ('loaded', 'partial', 'small') THEN state ELSE 'dropped' END AS state,
  reason, byte_count, lines, usual_lines
FROM archive_coverage_rows() LEFT JOIN dropped_day USING (day);

-- Days and kinds of which something is missing: a hole is not behaviour. Dropped days are no holes.
CREATE VIEW coverage_hole AS
SELECT day, kind, string_agg(sentence, '; ' ORDER BY part NULLS FIRST) AS reason
FROM (
  SELECT day, kind, part,
    coalesce('part ' || part || ' ', '') || state
      || CASE
           WHEN state IN ('small', 'partial') AND usual_lines > 0
             THEN ' (' || round(100.0 * lines / usual_lines) || ' % of the usual lines)'
           WHEN reason IS NOT NULL AND state <> 'small' THEN ' (' || reason || ')'
           ELSE ''
         END AS sentence
  FROM archive_coverage WHERE state IN ('missing', 'partial', 'small', 'duplicate', 'refused')
) AS hole
GROUP BY day, kind;`;
