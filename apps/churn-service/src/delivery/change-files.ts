import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, RunFacts } from './message-content.js';
import type { FileFormat } from './message-type.js';
import { csvCells } from './user-lines.js';

/** Columns of a file of changes, in each format: texts, but for the probability, which may be missing. */
const COLUMNS = ['id', 'audience', 'snapshot', 'change', 'user_id', 'probability', 'reason'];

type Row = readonly (string | number | null)[];

/**
 * Writes the changes of a run as one file, named by audience, snapshot and run. It is written under a hidden
 * name and renamed, so that a reader never finds a part of it; written again, it has the same rows.
 * @param attempt makes the hidden name: two attempts never write to the same file
 * @returns its name
 */
export async function writeChanges(
  { folder, format, attempt }: { folder: string; format: FileFormat; attempt: string },
  { audience, snapshot, run }: RunFacts,
  changes: AsyncIterable<Change[]>,
): Promise<string> {
  const name = `${audience}_${snapshot}_${run}.${format}`;
  const hidden = join(folder, `.${name}.${attempt}`);
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
  try {
    await (format === 'parquet' ? writeParquet(hidden, rows()) : writeText(hidden, format, rows()));
    await rename(hidden, join(folder, name));
  } finally {
    await rm(hidden, { force: true });
  }
  return name;
}

async function writeText(
  path: string,
  format: 'csv' | 'ndjson',
  batches: AsyncIterable<Row[]>,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    if (format === 'csv') await file.write(`${COLUMNS.join(',')}\r\n`);
    const line = format === 'csv' ? (row: Row) => `${csvCells(row)}\r\n` : jsonLine;
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
