import type { Transaction } from '#common';
import { ParquetTable } from '#common/parquet';
import type { ParquetColumn } from '#common/parquet';
import { copyRows, dayLiteral } from './copy-rows.js';
import { DAILY_COLUMNS } from './feature.js';

/** Whole numbers that a sketch of 256 bits is in a file. */
export const SKETCH_PARTS = 8;
const PART_BITS = 32;
/** Rows written at a time: some milliseconds of this process. */
const GROUP = 10_000;

interface Column extends ParquetColumn {
  readonly sql: string;
}

const USER_ID: ParquetColumn = { name: 'user_id', type: 'INT64', isNullable: false };

const wholeNumber = (name: string): Column => ({ name, sql: `d.${name}`, type: 'INT32', isNullable: false });

const COLUMNS: readonly Column[] = [
  { ...wholeNumber('day'), sql: "d.day - DATE '1970-01-01'" },
  { ...wholeNumber('device'), isNullable: true },
  ...Object.keys(DAILY_COLUMNS).map(wholeNumber),
  { ...wholeNumber('completion_sum'), type: 'FLOAT' },
  wholeNumber('completion_count'),
  ...['song_sketch', 'singer_sketch'].flatMap((sketch) =>
    Array.from({ length: SKETCH_PARTS }, (_, n) => ({
      ...wholeNumber(`${sketch}_${n}`),
      sql: `substring(d.${sketch} FROM ${n * PART_BITS + 1} FOR ${PART_BITS})::bit(${PART_BITS})::int`,
      isNullable: true,
    })),
  ),
];

/**
 * Writes user_day from one day to another, and who is excluded, as Parquet files for Spark: a day is the
 * number of days from 1970 on. One COPY each, in memory that does not grow with the rows.
 */
export async function writeUserDays(
  transaction: Transaction,
  { from, to }: { from: string; to: string },
  paths: { userDays: string; excluded: string },
): Promise<void> {
  const select = `SELECT d.user_id, ${COLUMNS.map(({ sql }) => `(${sql})::float8`).join(', ')} FROM user_day d
    WHERE d.day >= ${dayLiteral(from)} AND d.day <= ${dayLiteral(to)}`;
  await writeRows(transaction, select, COLUMNS, paths.userDays);
  await writeRows(transaction, 'SELECT user_id FROM excluded_user', [], paths.excluded);
}

async function writeRows(
  transaction: Transaction,
  select: string,
  columns: readonly Column[],
  path: string,
): Promise<void> {
  const table = new ParquetTable(path, [USER_ID, ...columns], GROUP);
  await copyRows(transaction, select, columns.length, (userId, row) => {
    table.add([userId, ...Array.from(row, (value) => (Number.isNaN(value) ? null : value))]);
  });
  table.finish();
}
