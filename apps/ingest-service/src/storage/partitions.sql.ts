import { advisoryLock } from '#common';
import { nextDay } from './calendar-day.js';
import { partitionOf } from './tables.js';
import type { PartitionedTable } from './tables.js';

/**
 * The partitions of $1 that are missing. Looked up in pg_class: to_regclass answers from a cache that may not know
 * yet what another session committed while this one waited for the lock.
 */
export const SELECT_MISSING_PARTITIONS = `/* ingest.missing_partitions */
  SELECT name FROM unnest($1::text[]) AS name
  WHERE NOT EXISTS (SELECT FROM pg_class
                    WHERE relname = name AND relnamespace = current_schema()::regnamespace)`;

/** One maker of partitions at a time. */
export const LOCK_PARTITIONS = `/* ingest.lock_partitions */ SELECT ${advisoryLock('partitions')}`;

/**
 * Made apart and attached, instead of PARTITION OF: attaching takes SHARE UPDATE EXCLUSIVE on the parent, so it waits
 * neither for readers nor for other loaders and holds up neither.
 */
export function createPartitionSql(table: PartitionedTable, day: string): string[] {
  const partition = partitionOf(table, day);
  return [
    `/* ingest.create_partition */ CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL)`,
    `/* ingest.attach_partition */ ALTER TABLE ${table} ATTACH PARTITION ${partition}
      FOR VALUES FROM ('${day}') TO ('${nextDay(day)}')`,
  ];
}

export function createUserIndexSql(partition: string): string {
  return `/* ingest.create_user_index */ CREATE INDEX IF NOT EXISTS ${partition}_user ON ${partition} (user_id)`;
}
