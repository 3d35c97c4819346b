import { fileWriter, ParquetWriter } from 'hyparquet-writer';

type NumberType = 'INT32' | 'FLOAT';

/** Rows that a table buffers, and that a reader decodes at a time: 1 MB of four columns. */
export const GROUP_ROWS = 65_536;

/**
 * A table of numbers, none null, as one Parquet file, written by groups of rows: memory does not grow with
 * the rows.
 */
export class NumberTable {
  private readonly file: ParquetWriter;
  private readonly names: string[];
  private readonly cells: (Int32Array | Float32Array)[];
  private size = 0;

  constructor(path: string, types: Readonly<Record<string, NumberType>>) {
    const columns = Object.entries(types);
    this.names = Object.keys(types);
    this.cells = columns.map(([, type]) =>
      type === 'INT32' ? new Int32Array(GROUP_ROWS) : new Float32Array(GROUP_ROWS),
    );
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

  /** @param row a value for each column. */
  add(row: readonly number[]): void {
    // Millions of rows: no function a cell.
    for (let n = 0; n < row.length; n++) this.cells[n]![this.size] = row[n]!;
    if (++this.size === GROUP_ROWS) this.flush();
  }

  finish(): void {
    if (this.size > 0) this.flush();
    // The writer of files writes at once, here and in `flush`.
    void this.file.finish();
  }

  private flush(): void {
    const columnData = this.names.map((name, n) => ({
      name,
      data: this.cells[n]!.slice(0, this.size),
      encoding: 'PLAIN' as const,
    }));
    void this.file.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.size = 0;
  }
}
