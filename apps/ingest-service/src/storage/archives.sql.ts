import { advisoryLock } from '#common';
import { EVENT_COLUMNS, partitionOf } from './tables.js';
import type { EventTable } from './tables.js';

/** What is known of an archive of this name, and of archives of this content. */
export const SELECT_KNOWN_ARCHIVES = `/* ingest.known_archives */
  SELECT id, name, state, reason, sha256, event_count AS "eventCount", sample_share AS "sampleShare",
    sample_seed AS "sampleSeed"
  FROM archive
  WHERE name = $1 OR sha256 = $2`;

/**
 * Names of other archives of the archive $1's day, kind and part that have the same counts: the same lines in another
 * packing, perhaps.
 */
export const SELECT_ALIKE_ARCHIVES = `/* ingest.alike_archives */
  SELECT other.id FROM archive JOIN archive AS other USING (day, kind, line_count, event_count, rejected, repaired)
  WHERE archive.id = $1 AND other.id <> archive.id AND other.part IS NOT DISTINCT FROM archive.part
    AND other.state IN ('loaded', 'partial') AND other.sha256 IS NOT NULL`;

/**
 * Whether the archives $1 and $2 hold the same events, in any order: the sum over 64-bit hashes of rows. Only asked of
 * archives with equal counts, so it costs nothing in a usual load.
 */
export function sameEventsSql(table: EventTable, day: string): string {
  const columns = EVENT_COLUMNS[table].replace('archive_id, ', '');
  const sum = `SELECT sum(hashtextextended(ROW (${columns})::text, 0)::numeric) FROM ${partitionOf(table, day)}`;
  return `/* ingest.same_events */
  SELECT (${sum} WHERE archive_id = $1) = (${sum} WHERE archive_id = $2) AS same`;
}

/** The archive's id; a known name keeps its own. The rest of the row is written by UPDATE_ARCHIVE in the same transaction. */
export const UPSERT_ARCHIVE = `/* ingest.upsert_archive */
  INSERT INTO archive (name, kind, day, part, state) VALUES ($1, $2, $3, $4, 'refused')
  ON CONFLICT (name) DO UPDATE SET started_at = now()
  RETURNING id`;

export const UPDATE_ARCHIVE = `/* ingest.update_archive */
  UPDATE archive SET sha256 = $2, byte_count = $3, state = $4, reason = $5, line_count = $6, event_count = $7,
    rejected = $8, repaired = $9, samples = $10, sample_share = $11, sample_seed = $12, finished_at = clock_timestamp()
  WHERE id = $1`;

/** A refused archive that has no events of an earlier content. */
export const UPSERT_REFUSED_ARCHIVE = `/* ingest.upsert_refused_archive */
  INSERT INTO archive (name, kind, day, part, sha256, byte_count, state, reason, line_count, event_count, rejected,
    repaired, samples, finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, 'refused', $7, $8, 0, $9, '{}', $10, clock_timestamp())
  ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, byte_count = excluded.byte_count, state = 'refused',
    reason = excluded.reason, line_count = excluded.line_count, event_count = 0, rejected = excluded.rejected,
    repaired = '{}', samples = excluded.samples, started_at = now(), finished_at = clock_timestamp()
  WHERE archive.event_count = 0`;

/** A new content of a loaded archive was refused: its events stay, the reason tells. */
export const UPDATE_REFUSED_REPLACEMENT = `/* ingest.refused_replacement */
  UPDATE archive SET reason = $2, finished_at = clock_timestamp() WHERE name = $1 AND event_count > 0`;

/** Serialises loads of one day, whoever runs them. Key: days since 2000-01-01. */
export const LOCK_DAY = `/* ingest.lock_day */ SELECT ${advisoryLock('day', '$1')}`;

/** Serialises loads of one content under different names. Key: the first 32 bits of its hash. */
export const LOCK_CONTENT = `/* ingest.lock_content */ SELECT ${advisoryLock('content', '$1')}`;

/** One archive within the transaction of its day. */
export const SAVEPOINT = `/* ingest.savepoint */ SAVEPOINT archive`;
export const ROLLBACK_TO_SAVEPOINT = `/* ingest.rollback_to_savepoint */ ROLLBACK TO SAVEPOINT archive`;

export const UPSERT_SAMPLE_LOG_SET = `/* ingest.sample_log_set */
  INSERT INTO sample_log_set (id, manifest) VALUES (1, $1)
  ON CONFLICT (id) DO UPDATE SET manifest = excluded.manifest, loaded_at = now()
  WHERE sample_log_set.manifest <> excluded.manifest`;
