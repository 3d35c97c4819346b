/** $1 state or null, $2 name to continue behind or null, $3 how many. */
export const SELECT_ARCHIVES = `/* ingest.select_archives */
  SELECT id, name, kind, day, part, state, reason, sha256, byte_count::float8 AS "byteCount",
    line_count::float8 AS "lineCount", event_count::float8 AS "eventCount", rejected, repaired,
    started_at AS "startedAt", finished_at AS "finishedAt"
  FROM archive
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR name COLLATE "C" > $2)
  ORDER BY name COLLATE "C" LIMIT $3`;
