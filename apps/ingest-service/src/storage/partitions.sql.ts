import { addDays } from '#common/calendar';
import { partitionOf } from './tables.js';
import type { PartitionedTable } from './tables.js';

/**
 * The partitions of $1 that are missing. Looked up in pg_class: to_regclass answers from a cache that may not
 * know yet what another session committed while this one waited for the lock.
 */
export const SELECT_MISSING_PARTITIONS = `/* ingest.missing_partitions */
  SELECT name FROM unnest($1::text[]) AS name
  WHERE NOT EXISTS (SELECT FROM pg_class
                    WHERE relname = name AND relnamespace = current_schema()::regnamespace)`;

/**
 * Made apart and attached, instead of PARTITION OF: attaching takes SHARE UPDATE EXCLUSIVE on the parent, so
 * it waits neither for readers nor for other loaders and holds up neither.
 */
export function createPartitionSql(table: PartitionedTable, day: string): string[] {
  const partition = partitionOf(table, day);
  return [
    `/* ingest.create_partition */ CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL)`,
    `/* ingest.attach_partition */ ALTER TABLE ${table} ATTACH PARTITION ${partition}
      FOR VALUES FROM ('${day}') TO ('${addDays(day, 1)}')`,
    columnStatisticsSql(
      partition,
      'day',
      `'avg_width', 4, 'n_distinct', 1::real,
      'most_common_vals', '{${day}}'::text, 'most_common_freqs', '{1}'::real[]`,
    ),
    // A row a user: as many different ones as there are rows.
    ...(table === 'user_day'
      ? [columnStatisticsSql(partition, 'user_id', `'avg_width', 8, 'n_distinct', -1::real`)]
      : []),
  ];
}

/**
 * Statistics that need no look at the rows, for PostgreSQL 18 and newer; they hold until autovacuum comes. Of
 * a partition that it knows nothing of, the planner takes a range of days for half a percent of the rows.
 */
function columnStatisticsSql(partition: string, column: string, statistics: string): string {
  return `/* ingest.column_statistics */
  DO $$ BEGIN IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', current_schema()::text, 'relname', '${partition}'::text,
      'attname', '${column}'::text, 'inherited', false, 'null_frac', 0::real, ${statistics});
  END IF; END $$`;
}

export function createUserIndexSql(partition: string): string {
  return `/* ingest.create_user_index */ CREATE INDEX IF NOT EXISTS ${partition}_user ON ${partition} (user_id)`;
}
