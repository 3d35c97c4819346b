import type { Transaction } from '#common';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { copyRows, dayLiteral } from './copy-rows.js';
import { DAILY_COLUMNS } from './feature.js';

/** Whole numbers that a sketch of 256 bits is in a file. */
export const SKETCH_PARTS = 8;
const PART_BITS = 32;
/** Rows written at a time: some milliseconds of this process. */
const GROUP = 10_000;

interface Column {
  readonly name: string;
  readonly sql: string;
  readonly type: 'INT32' | 'FLOAT';
  readonly isNullable: boolean;
}

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
 * Writes user_day from one day to another, and who is excluded, as Parquet files for Spark: a day is the number of days from 1970 on. One
 * COPY each, in memory that does not grow with the rows.
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
  const schema = [
    { name: 'user_id', type: 'INT64' as const, repetition_type: 'REQUIRED' as const },
    ...columns.map(({ name, type, isNullable }) => ({
      name,
      type,
      repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
    })),
  ];
  const file = new ParquetWriter({
    writer: fileWriter(path),
    codec: 'UNCOMPRESSED',
    statistics: false,
    schema: [{ name: 'root', num_children: schema.length }, ...schema],
  });
  let userIds: bigint[] = [];
  let values: (number | null)[][] = columns.map(() => []);
  const flush = (): void => {
    const data = [userIds, ...values];
    const columnData = schema.map(({ name }, n) => ({ name, data: data[n]!, encoding: 'PLAIN' as const }));
    // The writer of files writes at once.
    void file.write({ columnData, rowGroupSize: GROUP });
    userIds = [];
    values = columns.map(() => []);
  };
  await copyRows(transaction, select, columns.length, (userId, row) => {
    userIds.push(userId);
    row.forEach((value, n) => values[n]!.push(Number.isNaN(value) ? null : value));
    if (userIds.length === GROUP) flush();
  });
  if (userIds.length > 0) flush();
  await file.finish();
}
