import { parquetWriteBuffer } from 'hyparquet-writer';

/** A record of a log of the service, without the members that its kind does not have. */
export interface LogRecord {
  event: string;
  listener: string;
  at?: string;
  client: string;
  track?: string;
  title?: string;
  artist?: string;
  played_ms?: number;
  text?: string;
}

const COLUMNS: readonly (keyof LogRecord)[] = [
  ...(['event', 'listener', 'at', 'client', 'track', 'title', 'artist', 'played_ms', 'text'] as const),
];

export type Format = 'jsonl' | 'csv' | 'parquet';

/** Writes records as a file of the format. */
export const WRITERS: Record<Format, (records: readonly LogRecord[]) => Buffer> = {
  jsonl: (records) => Buffer.from(records.map(lineOf).join('')),
  csv: (records) =>
    Buffer.from(
      [COLUMNS, ...records.map((record) => COLUMNS.map((name) => String(record[name] ?? '')))]
        .map(rowOf)
        .join(''),
    ),
  parquet: (records) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: COLUMNS.map((name) => ({
          name,
          data: records.map((record) => record[name] ?? null),
          type: name === 'played_ms' ? 'INT32' : 'STRING',
          nullable: true,
        })),
      }),
    ),
};

export function lineOf(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function rowOf(values: readonly string[]): string {
  const cells = values.map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  return `${cells.join(',')}\n`;
}
