import { advisoryLock } from '#common';

/** What is known of the archives $1 (text[]), and of archives of the contents $2 (text[]). */
export const SELECT_KNOWN_ARCHIVES = `/* ingest.known_archives */
  SELECT id, identity, state, refusal, sha256, event_count::float8 AS "eventCount", duplicate_of AS "duplicateOf",
    state IN ('loaded', 'partial') AND (rejected ? 'day_dropped' OR day IS NULL
      AND event_count > (SELECT coalesce(sum(event_count), 0) FROM archive_event_day WHERE archive_id = id))
      AS "lacksDays"
  FROM archive
  WHERE identity = ANY ($1) OR sha256 = ANY ($2)`;

/**
 * The archive's id; a known one keeps its own. Its row is locked, and a new one is written by UPDATE_ARCHIVE
 * in the same transaction.
 */
export const UPSERT_ARCHIVE = `/* ingest.upsert_archive */
  INSERT INTO archive (identity, name, kind, day, part, state) VALUES ($1, $2, $3, $4, $5, 'refused')
  ON CONFLICT (identity) DO UPDATE SET kind = excluded.kind, day = excluded.day, part = excluded.part
  RETURNING id`;

export const UPDATE_ARCHIVE = `/* ingest.update_archive */
  UPDATE archive SET sha256 = $2, byte_count = $3, state = $4, reason = $5, line_count = $6, event_count = $7,
    rejected = $8, repaired = $9, samples = $10, duplicate_of = $11,
    name = $12, refusal = NULL, started_at = now(), finished_at = clock_timestamp()
  WHERE id = $1`;

/**
 * A refused archive that has no events of an earlier content; nothing is written where its row says so
 * already.
 */
export const UPSERT_REFUSED_ARCHIVE = `/* ingest.upsert_refused_archive */
  INSERT INTO archive (identity, name, kind, day, part, sha256, byte_count, state, reason, line_count, event_count,
    rejected, repaired, samples, finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'refused', $8, $9, 0, $10, '{}', $11, clock_timestamp())
  ON CONFLICT (identity) DO UPDATE SET name = excluded.name, sha256 = excluded.sha256, byte_count = excluded.byte_count, state = 'refused',
    reason = excluded.reason, line_count = excluded.line_count, event_count = 0, rejected = excluded.rejected,
    repaired = '{}', samples = excluded.samples, duplicate_of = NULL, started_at = now(), finished_at = clock_timestamp()
  WHERE archive.event_count = 0 AND
    (archive.name, archive.sha256, archive.byte_count, archive.state, archive.reason, archive.line_count, archive.rejected,
      archive.samples, archive.duplicate_of) IS DISTINCT FROM
    (excluded.name, excluded.sha256, excluded.byte_count, excluded.state, excluded.reason, excluded.line_count,
      excluded.rejected, excluded.samples, NULL::int)`;

/**
 * A later content of an archive with events was refused: they stay. Null: the content is what is loaded,
 * again.
 */
export const UPDATE_REFUSED_REPLACEMENT = `/* ingest.refused_replacement */
  UPDATE archive SET refusal = $2 WHERE identity = $1 AND event_count > 0 AND refusal IS DISTINCT FROM $2`;

/** Serialises loads of one day, whoever runs them. Key: days since 2000-01-01. */
export const LOCK_DAY = `/* ingest.lock_day */ SELECT ${advisoryLock('day', '$1')}`;

/** Contents that the archives of the identities $1 have so far. */
export const SELECT_CONTENTS = `/* ingest.contents */
  SELECT sha256 FROM archive WHERE identity = ANY ($1) AND sha256 IS NOT NULL`;

/**
 * Serialises what is loaded of, and taken from, one content under different names. Key: the first 32 bits of
 * its hash.
 */
export const LOCK_CONTENT = `/* ingest.lock_content */ SELECT ${advisoryLock('content', '$1')}`;

/** One archive within the transaction of its day. */
export const SAVEPOINT = `/* ingest.savepoint */ SAVEPOINT archive`;
export const RELEASE_SAVEPOINT = `/* ingest.release_savepoint */ RELEASE SAVEPOINT archive`;
export const ROLLBACK_TO_SAVEPOINT = `/* ingest.rollback_to_savepoint */ ROLLBACK TO SAVEPOINT archive`;

/** Whether events of archives are in the tables; posted ones may be next to synthetic logs. */
const ANY_LOADED = `EXISTS (
    SELECT FROM archive WHERE state IN ('loaded', 'partial') AND NOT starts_with(identity, 'events/'))`;

/** Stores the manifest $1 of synthetic logs, unless real logs are loaded; a row where it is stored. */
export const UPSERT_SAMPLE_LOG_SET = `/* ingest.upsert_sample_log_set */
  INSERT INTO sample_log_set (manifest)
  SELECT $1::jsonb WHERE EXISTS (SELECT FROM sample_log_set) OR NOT ${ANY_LOADED}
  ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest
  RETURNING id`;

export const DELETE_UNUSED_SAMPLE_LOG_SET = `/* ingest.delete_unused_sample_log_set */
  DELETE FROM sample_log_set WHERE NOT ${ANY_LOADED}`;
