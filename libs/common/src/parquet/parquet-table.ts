import { fileWriter, ParquetWriter } from 'hyparquet-writer';

export type Cell = number | bigint | null;

export interface ParquetColumn {
  readonly name: string;
  readonly type: 'INT32' | 'INT64' | 'FLOAT';
  readonly isNullable: boolean;
}

type Cells = Int32Array | BigInt64Array | Float32Array | Cell[];

/** A table as one Parquet file, written a group of rows after the other, in memory that does not grow with the rows. */
export class ParquetTable {
  private readonly file: ParquetWriter;
  private readonly cells: Cells[];
  private size = 0;

  /** @param groupRows rows that are held until they are written, all at once. */
  constructor(
    path: string,
    private readonly columns: readonly ParquetColumn[],
    private readonly groupRows: number,
  ) {
    this.cells = columns.map((column) => cellsOf(column, groupRows));
    this.file = new ParquetWriter({
      writer: fileWriter(path),
      codec: 'UNCOMPRESSED',
      statistics: false,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type, isNullable }) => ({
          name,
          type,
          repetition_type: isNullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
        })),
      ],
    });
  }

  /** @param row a value for each column. */
  add(row: readonly Cell[]): void {
    // Millions of rows: no function a cell.
    for (let n = 0; n < row.length; n++) this.cells[n]![this.size] = row[n]!;
    if (++this.size === this.groupRows) this.flush();
  }

  finish(): void {
    if (this.size > 0) this.flush();
    // The writer of files writes at once, here and in `flush`.
    void this.file.finish();
  }

  private flush(): void {
    const columnData = this.columns.map(({ name }, n) => ({
      name,
      data: this.cells[n]!.slice(0, this.size),
      encoding: 'PLAIN' as const,
    }));
    void this.file.write({ columnData, rowGroupSize: this.groupRows });
    this.size = 0;
  }
}

function cellsOf({ type, isNullable }: ParquetColumn, length: number): Cells {
  if (isNullable) return new Array<Cell>(length).fill(null);
  if (type === 'INT64') return new BigInt64Array(length);
  return type === 'INT32' ? new Int32Array(length) : new Float32Array(length);
}
