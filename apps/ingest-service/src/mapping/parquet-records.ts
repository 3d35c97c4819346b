import { setImmediate as nextTurn } from 'node:timers/promises';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, DecodedArray } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { columnsOf } from './mapping-schema.js';
import type { Mapping } from './mapping-schema.js';
import { requireColumns } from './record-reader.js';

/** Rows with their values in the order of these names. */
export interface NamedRows {
  readonly names: readonly string[];
  readonly rows: unknown[][];
}

/** Rows that are handed out together, in one turn of the event loop: some 5 ms. */
const AT_ONCE = 2_048;

/**
 * The rows of a Parquet file with the columns that the mapping reads, one row group after the other: memory is
 * that of one row group's columns.
 * @throws ArchiveRefused columns_missing, and what hyparquet throws of a damaged file
 */
export async function* parquetRecords(file: AsyncBuffer, mapping: Mapping): AsyncGenerator<NamedRows> {
  const metadata = await parquetMetadataAsync(file);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  requireColumns(mapping, names);
  const read = [mapping.each ?? [], ...columnsOf(mapping)].flat();
  const columns = names.filter((name) => read.some((path) => path === name || path.split('.')[0] === name));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const from = rowStart;
    const pieces = new Map<string, { at: number; data: DecodedArray }[]>(columns.map((name) => [name, []]));
    await parquetRead({
      ...{ file, metadata, columns, compressors, rowStart, rowEnd: rowStart + rows },
      onChunk: ({ columnName, columnData, rowStart: at }) => {
        pieces.get(columnName)?.push({ at: at - from, data: columnData });
      },
    });
    for (let at = 0; at < rows; at += AT_ONCE) {
      // All rows of the group are there, and nothing else waits: requests would not be answered.
      await nextTurn();
      yield { names: columns, rows: rowsOf([...pieces.values()], at, Math.min(rows, at + AT_ONCE)) };
    }
    rowStart += rows;
  }
}

/** @param columns pieces of each, which begin at a row of the group */
function rowsOf(
  columns: readonly { at: number; data: DecodedArray }[][],
  from: number,
  to: number,
): unknown[][] {
  const rows: unknown[][] = [];
  for (let row = from; row < to; row++) rows.push(new Array<unknown>(columns.length));
  columns.forEach((pieces, column) => {
    for (const { at, data } of pieces) {
      const end = Math.min(to, at + data.length);
      for (let row = Math.max(from, at); row < end; row++) rows[row - from]![column] = data[row - at];
    }
  });
  return rows;
}
