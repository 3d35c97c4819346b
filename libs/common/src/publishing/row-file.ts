import type { ColumnSource } from 'hyparquet-writer';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { csvLine } from '../cells/formula-cells.js';

/** Formats of files of rows. CSV is for programs, with texts as they are. */
export const ROW_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** A column of a file. An optional one may hold null, which Parquet has as missing and CSV as an empty cell. */
export interface Column {
  readonly name: string;
  readonly type: 'text' | 'json' | 'integer' | 'float' | 'double';
  readonly isOptional?: boolean;
}

/** Values in the order of the columns. */
export type Row = readonly unknown[];

export interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Takes rows, and is closed behind the last one or where writing failed. */
interface RowSink {
  add(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

/** A file of rows that is being written. */
export class RowFile {
  private rows = 0;

  private constructor(
    private readonly path: string,
    private readonly sink: RowSink,
  ) {}

  static async create(path: string, format: RowFormat, columns: readonly Column[]): Promise<RowFile> {
    const sink = format === 'parquet' ? parquetSink(path, columns) : await textSink(path, format, columns);
    return new RowFile(path, sink);
  }

  /** In Parquet a row group. */
  async add(rows: readonly Row[]): Promise<void> {
    if (rows.length > 0) await this.sink.add(rows);
    this.rows += rows.length;
  }

  /** On disk for good. */
  async finish(): Promise<WrittenFile> {
    await this.sink.close();
    const file = await open(this.path, 'r+');
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      await file.sync();
      return { rows: this.rows, bytes, sha256: hash.digest('hex') };
    } finally {
      await file.close();
    }
  }

  /** The whole file of some batches. */
  static async write(
    path: string,
    format: RowFormat,
    columns: readonly Column[],
    batches: AsyncIterable<readonly Row[]>,
  ): Promise<WrittenFile> {
    const file = await RowFile.create(path, format, columns);
    try {
      for await (const rows of batches) await file.add(rows);
    } catch (error) {
      await file.sink.close();
      throw error;
    }
    return await file.finish();
  }
}

async function textSink(
  path: string,
  format: 'csv' | 'ndjson',
  columns: readonly Column[],
): Promise<RowSink> {
  const names = columns.map(({ name }) => name);
  const cell = (value: unknown, at: number) =>
    columns[at]!.type === 'json' ? JSON.stringify(value) : (value as string | number | null);
  const line =
    format === 'csv'
      ? (row: Row) => `${csvLine(row.map(cell))}\r\n`
      : (row: Row) => `${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]])))}\n`;
  const file = await open(path, 'w');
  if (format === 'csv') await file.write(`${names.join(',')}\r\n`);
  return {
    add: async (rows) => {
      await file.write(rows.map(line).join(''));
    },
    close: () => file.close(),
  };
}

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  integer: { type: 'INT32' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
} as const;

function parquetSink(path: string, columns: readonly Column[]): RowSink {
  const file = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type, isOptional = false }) => ({
        name,
        ...TYPES[type],
        repetition_type: isOptional ? ('OPTIONAL' as const) : ('REQUIRED' as const),
      })),
    ],
  });
  // The writer of files writes at once.
  return {
    add: async (rows) => {
      const columnData: ColumnSource[] = columns.map(({ name }, at) => ({
        name,
        data: rows.map((row) => row[at]),
      }));
      await file.write({ columnData, rowGroupSize: rows.length });
    },
    close: async () => await file.finish(),
  };
}
