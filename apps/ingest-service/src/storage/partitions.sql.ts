import { addDays } from '#common/calendar';
import { monthOf, partitionOf } from './tables.js';
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
 * In which table the partitions of days are to be, by the names of the months $2 of the tables $1: their month, or the
 * table itself where days of the month are in it already, and on Citus, which distributes no partitions of partitions.
 */
export const SELECT_PARENTS = `/* ingest.partition_parents */
  SELECT month, parent, parent = month AND NOT EXISTS (
      SELECT FROM pg_class WHERE relname = month AND relnamespace = current_schema()::regnamespace) AS "isMissing"
  FROM unnest($1::text[], $2::text[]) AS _("table", month), LATERAL (
    SELECT CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')
      OR EXISTS (SELECT FROM pg_inherits JOIN pg_class ON oid = inhrelid
                 WHERE inhparent = "table"::regclass AND relname LIKE month || '__') THEN "table" ELSE month END AS parent
  ) AS of_month`;

/**
 * A month is a partition whose partitions are days. To attach one, PostgreSQL reads the bounds of all others of its
 * parent several times: with 1,000 days that took three times as long as all else.
 */
export function createMonthSql(table: PartitionedTable, day: string): string[] {
  const month = monthOf(table, day);
  const first = `${day.slice(0, 7)}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return [
    `/* ingest.create_month */ CREATE TABLE ${month} (LIKE ${table} INCLUDING ALL) PARTITION BY RANGE (day)`,
    `/* ingest.attach_month */ ALTER TABLE ${table} ATTACH PARTITION ${month} FOR VALUES FROM ('${first}') TO ('${next}')`,
  ];
}

/**
 * Made apart and attached, instead of PARTITION OF: attaching takes SHARE UPDATE EXCLUSIVE on the parent, so
 * it waits neither for readers nor for other loaders and holds up neither.
 * @param parent the table, or its partition of the month
 */
export function createPartitionSql(table: PartitionedTable, day: string, parent: string): string[] {
  const partition = partitionOf(table, day);
  return [
    `/* ingest.create_partition */ CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL)`,
    `/* ingest.attach_partition */ ALTER TABLE ${parent} ATTACH PARTITION ${partition}
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
