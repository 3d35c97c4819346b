import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { renameSync } from 'node:fs';

/** Rows that are held until they are written. */
const GROUP_ROWS = 50_000;

export type Cell = number | bigint | string | null;

export interface Column {
  readonly name: string;
  readonly type: 'INT32' | 'INT64' | 'FLOAT' | 'TEXT';
  readonly isNullable: boolean;
}

/** A table as one Parquet file, written in memory that does not grow with its rows. */
export class TableFile {
  private readonly file: ParquetWriter;
  private cells: Cell[][];

  /** @param draft where it lies until it is whole */
  constructor(
    private readonly draft: string,
    private readonly columns: readonly Column[],
  ) {
    this.cells = columns.map(() => []);
    this.file = new ParquetWriter({
      writer: fileWriter(draft),
      codec: 'UNCOMPRESSED',
      statistics: false,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type, isNullable }) => ({
          name,
          ...(type === 'TEXT' ? { type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const } : { type }),
          repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
        })),
      ],
    });
  }

  /** @param row a value for each column; one that lacks what may not be null is left out */
  add(row: readonly Cell[]): void {
    const { columns, cells } = this;
    // Millions of rows: no function a cell.
    for (let n = 0; n < row.length; n++) if (row[n] === null && !columns[n]!.isNullable) return;
    for (let n = 0; n < row.length; n++) cells[n]!.push(row[n]!);
    if (this.cells[0]!.length === GROUP_ROWS) this.flush();
  }

  /** Takes the place of the table that was there before. @param path on the same disk */
  publish(path: string): void {
    if (this.cells[0]!.length > 0) this.flush();
    void this.file.finish();
    renameSync(this.draft, path);
  }

  private flush(): void {
    const columnData = this.columns.map(({ name }, n) => ({
      name,
      data: this.cells[n]!,
      encoding: 'PLAIN' as const,
      // Who asks for some days reads the files of those alone.
      statistics: name === 'day',
    }));
    // The writer of files writes at once.
    void this.file.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.cells = this.columns.map(() => []);
  }
}
