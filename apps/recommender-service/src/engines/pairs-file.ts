import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { SparseRows } from '#ml';

/** Pairs written at a time: 12 MB. */
const GROUP = 1_000_000;
const COLUMNS = [
  ['user', 'INT32'],
  ['song', 'INT32'],
  ['weight', 'FLOAT'],
] as const;

/** Writes a matrix as (user, song, weight) pairs in Parquet, a group of rows after the other, in memory that does not grow with the pairs. */
export async function writePairs(path: string, matrix: SparseRows): Promise<void> {
  const { rows, starts, indices, weights } = matrix;
  const file = new ParquetWriter({
    writer: fileWriter(path),
    codec: 'UNCOMPRESSED',
    statistics: false,
    schema: [
      { name: 'root', num_children: COLUMNS.length },
      ...COLUMNS.map(([name, type]) => ({ name, type, repetition_type: 'REQUIRED' as const })),
    ],
  });
  let row = 0;
  for (let from = 0; from < indices.length; from += GROUP) {
    const to = Math.min(indices.length, from + GROUP);
    const users = new Int32Array(to - from);
    for (let n = from; n < to; n++) {
      while (row < rows - 1 && starts[row + 1]! <= n) row++;
      users[n - from] = row;
    }
    const data = [users, indices.subarray(from, to), weights.subarray(from, to)];
    await file.write({
      columnData: COLUMNS.map(([name], n) => ({ name, data: data[n]!, encoding: 'PLAIN' as const })),
      rowGroupSize: GROUP,
    });
  }
  await file.finish();
}
