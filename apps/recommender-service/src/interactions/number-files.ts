import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Rows that a writer holds, and that a reader decodes at a time: 1 MB of four columns. */
export const GROUP_ROWS = 65_536;

/** Writes rows of numbers to a Parquet file, a group after the other, in memory that does not grow with the rows. */
export class NumberWriter {
  private readonly columns: { name: string; values: Int32Array | Float32Array }[];
  private size = 0;
  private readonly file: ParquetWriter;

  constructor(path: string, types: Readonly<Record<string, 'INT32' | 'FLOAT'>>) {
    const columns = Object.entries(types);
    this.columns = columns.map(([name, type]) => {
      return { name, values: type === 'INT32' ? new Int32Array(GROUP_ROWS) : new Float32Array(GROUP_ROWS) };
    });
    this.file = new ParquetWriter({
      writer: fileWriter(path),
      codec: 'UNCOMPRESSED',
      statistics: false,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(([name, type]) => ({ name, type, repetition_type: 'REQUIRED' as const })),
      ],
    });
  }

  /** @param row one number for each column. */
  add(...row: number[]): void {
    for (let n = 0; n < row.length; n++) this.columns[n]!.values[this.size] = row[n]!;
    if (++this.size === GROUP_ROWS) this.flush();
  }

  finish(): void {
    this.flush();
    // The writer of files writes at once, here and in `flush`.
    void this.file.finish();
  }

  private flush(): void {
    if (this.size === 0) return;
    const columnData = this.columns.map(({ name, values }) => ({
      name,
      data: values.subarray(0, this.size),
      encoding: 'PLAIN' as const,
    }));
    void this.file.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.size = 0;
  }
}

/** Rows that stand together in a file. */
export interface RowGroup {
  rows: number;
  /** @throws Error when the files have no such column */
  column: (name: string) => Float64Array;
}

/** The Parquet files of a folder, file by file in the order of their names, one row group after the other: no file is ever decoded whole. */
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
