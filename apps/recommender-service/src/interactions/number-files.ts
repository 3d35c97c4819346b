import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A row group of a file. */
export interface RowGroup {
  rows: number;
  /** @throws Error when the files have no such column */
  column: (name: string) => Float64Array;
}

/**
 * The Parquet files of a folder, file by file in the order of their names, one row group after the other: no
 * file is ever decoded whole.
 */
export async function* rowGroups(folder: string): AsyncGenerator<RowGroup> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet')).sort();
  for (const name of names) yield* groupsOf(join(folder, name));
}

async function* groupsOf(path: string): AsyncGenerator<RowGroup> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const from = rowStart;
    const columns = new Map<string, Float64Array>();
    await parquetRead({
      file,
      metadata,
      rowStart: from,
      rowEnd: from + rows,
      onChunk: ({ columnName, columnData, rowStart: at }) => {
        const column = columns.get(columnName) ?? new Float64Array(rows);
        columns.set(columnName, column);
        column.set(columnData as ArrayLike<number>, at - from);
      },
    });
    yield {
      rows,
      column: (name) => {
        const column = columns.get(name);
        if (column === undefined) throw new Error(`${path} has no column ${name}.`);
        return column;
      },
    };
    rowStart += rows;
  }
}
