import { advisoryLock } from '#common';

/** Shared by all transactions that write events; retention takes it alone, so no day is dropped meanwhile. */
export const LOCK_AGAINST_RETENTION = `/* ingest.lock_against_retention */
  SELECT ${advisoryLock('retention', '0', 'pg_advisory_xact_lock_shared')}`;
/** Waits for the transactions that write now; later ones wait behind it. */
export const LOCK_FOR_RETENTION = `/* ingest.lock_for_retention */ SELECT ${advisoryLock('retention')}`;

export const SELECT_DROPPED_DAYS = `/* ingest.dropped_days */
  SELECT day FROM dropped_day WHERE day = ANY ($1::date[]) ORDER BY day`;

/** An archive of a dropped day that was never seen before; a known one keeps its row. */
export const INSERT_DROPPED_ARCHIVE = `/* ingest.insert_dropped_archive */
  INSERT INTO archive (identity, name, kind, day, part, byte_count, state, reason, finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, 'dropped', 'day_dropped', clock_timestamp())
  ON CONFLICT (identity) DO NOTHING`;
