import { gzipSync } from 'node:zlib';
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

type Records = readonly LogRecord[];

/** Writes records as a file of the format. */
export const WRITERS = {
  jsonl: (records: Records) => Buffer.from(records.map(lineOf).join('')),
  'jsonl.gz': (records: Records) => gzipSync(WRITERS.jsonl(records)),
  csv: (records: Records) =>
    Buffer.from(
      [COLUMNS, ...records.map((record) => COLUMNS.map((name) => String(record[name] ?? '')))]
        .map(rowOf)
        .join(''),
    ),
  parquet: (records: Records) =>
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
} as const;
export type Format = keyof typeof WRITERS;

export function lineOf(record: LogRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function rowOf(values: readonly string[]): string {
  const cells = values.map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  return `${cells.join(',')}\n`;
}
