const COLUMNS = `id, name, kind, day, part, state, coalesce(refusal, reason) AS reason, duplicate_of AS "duplicateOf", sha256, byte_count::float8 AS "byteCount",
    line_count::float8 AS "lineCount", event_count::float8 AS "eventCount", rejected, repaired,
    started_at AS "startedAt", finished_at AS "finishedAt"`;

export const SELECT_ARCHIVE = `/* ingest.select_archive */ SELECT ${COLUMNS}, samples FROM archive WHERE id = $1`;

/** $1 state or null, $2 reason of rejection or null, $3 name to continue behind or null, $4 how many. */
export const SELECT_ARCHIVES = `/* ingest.select_archives */
  SELECT ${COLUMNS}
  FROM archive
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR rejected ? $2) AND ($3::text IS NULL OR name COLLATE "C" > $3)
  ORDER BY name COLLATE "C" LIMIT $4`;
