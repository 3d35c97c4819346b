import { LEFT_OUT_ON_PURPOSE } from '../formats/rejection.js';

/** What is known of the archives $1 (text[]), of those that have or begin with the contents $2, and of the heads $3. */
export const SELECT_KNOWN_ARCHIVES = `/* ingest.known_archives */
  SELECT id, identity, name, place, state, coalesce(refusal, reason) AS reason, refusal IS NOT NULL AS "isRefused",
    sha256, head, beginnings, content_length::float8 AS length, reading, seen, limits,
    state = 'partial' OR coalesce(reason IN ('truncated', 'corrupt'), false) AS "isDamaged",
    event_count::float8 AS "eventCount", duplicate_of AS "duplicateOf",
    state IN ('loaded', 'partial') AND (rejected ? 'day_dropped' OR day IS NULL
      AND event_count > (SELECT coalesce(sum(event_count), 0) FROM archive_event_day WHERE archive_id = id))
      AS "lacksDays",
    state = 'duplicate' AND NOT EXISTS (
      SELECT FROM archive AS original
      WHERE original.id = archive.duplicate_of
        AND (original.sha256 = archive.sha256 OR archive.sha256 = ANY (original.beginnings))
        AND original.state IN ('loaded', 'partial')) AS "lacksOriginal"
  FROM archive
  WHERE identity = ANY ($1) OR sha256 = ANY ($2) OR beginnings && $2 OR head = ANY ($3)`;

/**
 * Why ($2) a later content of the archive $1 was refused, which has events; null: none was. $3, $4: seen and
 * limits.
 */
export const UPDATE_REFUSED_REPLACEMENT = `/* ingest.refused_replacement */
  UPDATE archive SET refusal = $2, seen = coalesce($3, seen), limits = $4
  WHERE identity = $1 AND event_count > 0 AND (refusal, seen, limits) IS DISTINCT FROM ($2, coalesce($3, seen), $4)`;

/** Records a refusal, of which $1 (jsonb) has the columns, where the archive has no events nor this very refusal. */
export const UPSERT_REFUSED = `/* ingest.upsert_refused */
  INSERT INTO archive AS known (identity, name, kind, day, part, place, sha256, head, content_length, reading, seen, limits,
    byte_count, state, reason, line_count, rejected, finished_at)
  SELECT identity, name, kind, day, part, place, sha256, head, content_length, reading, seen, limits,
    byte_count, 'refused', reason, line_count, rejected, clock_timestamp() FROM jsonb_populate_record(NULL::archive, $1)
  ON CONFLICT (identity) DO UPDATE SET (name, place, sha256, head, content_length, reading, seen, limits, byte_count,
      state, reason, line_count, rejected, duplicate_of, repaired, started_at, finished_at)
    = (excluded.name, excluded.place, excluded.sha256, excluded.head, excluded.content_length, excluded.reading,
      excluded.seen, excluded.limits, excluded.byte_count, excluded.state, excluded.reason, excluded.line_count,
      excluded.rejected, NULL, '{}', excluded.started_at, excluded.finished_at)
    WHERE known.event_count = 0
      AND (known.name, known.place, known.sha256, known.reading, known.seen, known.limits, known.state, known.reason,
        known.line_count, known.rejected) IS DISTINCT FROM (excluded.name, excluded.place, excluded.sha256,
        excluded.reading, excluded.seen, excluded.limits, excluded.state, excluded.reason, excluded.line_count,
        excluded.rejected)`;

export const NEXT_ARCHIVE_NUMBER = `/* ingest.next_archive_number */
  SELECT nextval(pg_get_serial_sequence('archive', 'id'))::int AS id`;
/** Tables that name the archive $1 follow by their foreign keys. */
export const RENUMBER_ARCHIVE = `/* ingest.renumber_archive */ UPDATE archive SET id = $2 WHERE id = $1`;

/** Whether events of archives are in the tables; posted ones may be next to synthetic logs. */
const ANY_LOADED = `EXISTS (
    SELECT FROM archive WHERE state IN ('loaded', 'partial') AND NOT starts_with(identity, 'events/'))`;

const IS_ON_PURPOSE = `key IN (${LEFT_OUT_ON_PURPOSE.map((reason) => `'${reason}'`).join(', ')})`;

/** All archives in sums; posted events are not when an archive was last loaded. */
export const SELECT_ARCHIVE_SUMMARY = `/* ingest.archive_summary */
  SELECT count(*)::int AS archives, count(*) FILTER (WHERE starts_with(identity, 'events/'))::int AS posted, coalesce(max(id), 0) AS newest,
    count(*) FILTER (WHERE state = 'refused')::int AS refused, count(*) FILTER (WHERE state = 'partial')::int AS partial,
    coalesce(sum(event_count) FILTER (WHERE kind IS NOT NULL), 0)::float8 AS events, coalesce(sum(line_count), 0)::float8 AS lines,
    coalesce(sum((SELECT sum(value::bigint) FROM jsonb_each_text(rejected) WHERE NOT ${IS_ON_PURPOSE})), 0)::float8 AS rejected,
    coalesce(sum((SELECT sum(value::bigint) FROM jsonb_each_text(rejected) WHERE ${IS_ON_PURPOSE})), 0)::float8 AS "leftOut",
    max(finished_at) FILTER (WHERE state IN ('loaded', 'partial') AND NOT starts_with(identity, 'events/')) AS "changedAt",
    EXISTS (SELECT FROM sample_log_set) AS synthetic
  FROM archive`;

/** Stores the manifest $1 of synthetic logs, unless real logs are loaded; a row where it is stored. */
export const UPSERT_SAMPLE_LOG_SET = `/* ingest.upsert_sample_log_set */
  INSERT INTO sample_log_set (manifest)
  SELECT $1::jsonb WHERE EXISTS (SELECT FROM sample_log_set) OR NOT ${ANY_LOADED}
  ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest
  RETURNING id`;

/** Where no archive is loaded any more, the manifest goes. */
export const DELETE_UNUSED_SAMPLE_LOG_SET = `/* ingest.delete_unused_sample_log_set */
  DELETE FROM sample_log_set WHERE NOT ${ANY_LOADED}`;
