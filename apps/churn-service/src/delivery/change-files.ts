import { bucketProblem, openBucket } from '#common/bucket';
import type { BucketPlace } from '#common/bucket';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { openAsBlob } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, RunFacts } from './message-content.js';
import type { FileTarget } from './message-type.js';
import { csvLine } from './user-lines.js';

/** Columns of a file of changes, in each format: texts, but for the probability, which may be missing. */
const COLUMNS = ['id', 'audience', 'snapshot', 'change', 'user_id', 'probability', 'reason'];

type Row = readonly (string | number | null)[];

/** The file of a run: named by audience, snapshot and run, so that each attempt writes the same one. */
export interface ChangeFile {
  readonly name: string;
  /** Writes all rows to a local path. */
  readonly write: (path: string) => Promise<void>;
}

export function changeFile(
  { audience, snapshot, run }: Pick<RunFacts, 'audience' | 'snapshot'> & { readonly run: number | string },
  format: FileTarget['format'],
  changes: AsyncIterable<Change[]>,
): ChangeFile {
  const rows = async function* (): AsyncGenerator<Row[]> {
    for await (const some of changes)
      yield some.map(({ id, entered, userId, probability, reason }) => [
        id,
        audience,
        snapshot,
        entered ? 'entered' : 'left',
        userId,
        probability,
        reason,
      ]);
  };
  return {
    name: `${audience}_${snapshot}_${run}.${format}`,
    write: (path) => (format === 'parquet' ? writeParquet(path, rows()) : writeText(path, format, rows())),
  };
}

async function writeText(
  path: string,
  format: 'csv' | 'ndjson',
  batches: AsyncIterable<Row[]>,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    if (format === 'csv') await file.write(`${COLUMNS.join(',')}\r\n`);
    const line = format === 'csv' ? (row: Row) => `${csvLine(row)}\r\n` : jsonLine;
    for await (const rows of batches) await file.write(rows.map(line).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

function jsonLine(row: Row): string {
  return `${JSON.stringify(Object.fromEntries(COLUMNS.map((name, at) => [name, row[at]])))}\n`;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;

/** A row group a batch. */
async function writeParquet(path: string, batches: AsyncIterable<Row[]>): Promise<void> {
  const file = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: COLUMNS.length },
      ...COLUMNS.map((name) =>
        name === 'probability'
          ? { name, type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const }
          : { name, ...TEXT },
      ),
    ],
  });
  for await (const rows of batches) {
    const columnData = COLUMNS.map((name, at) => ({ name, data: rows.map((row) => row[at]) }));
    // The writer of files writes at once.
    void file.write({ columnData, rowGroupSize: rows.length });
  }
  void file.finish();
}

/**
 * Writes the file under a hidden name and renames it, so that a reader never finds a part of it.
 * @param attempt makes the hidden name: two attempts never write to the same file
 * @param signal ends the wait for a folder that does not answer; a file that is written later is not renamed
 */
export async function storeInFolder(
  folder: string,
  { name, write }: ChangeFile,
  { attempt, signal }: { attempt: string; signal: AbortSignal },
): Promise<void> {
  const hidden = join(folder, `.${name}.${attempt}`);
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => aborted.reject(signal.reason as Error));
  try {
    await Promise.race([write(hidden), aborted.promise]);
    signal.throwIfAborted();
    await rename(hidden, join(folder, name));
  } finally {
    await rm(hidden, { force: true });
  }
}

/**
 * Puts the file into the bucket by one request, after which readers find the whole object or none.
 * @param signal ends the request
 * @throws Error with what the bucket answered
 */
export async function storeInBucket(
  place: BucketPlace,
  { name, write }: ChangeFile,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'changes-'));
  try {
    const path = join(folder, name);
    await write(path);
    const { client, prefix } = openBucket(place, signal);
    await client
      .putObject(`${prefix.replace(/[^/]$/, '$&/')}${name}`, await openAsBlob(path))
      .catch((error: unknown) => {
        throw new Error(bucketProblem(error, place, 'written'), { cause: error });
      });
  } finally {
    await rm(folder, { recursive: true });
  }
}
