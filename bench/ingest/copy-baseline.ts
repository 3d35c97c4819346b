import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const TABLES = ['play_event', 'download_event', 'search_event'];

interface CleanFile {
  table: string;
  path: string;
}

/** The cleaned rows of all loaded days, a text file a table and day, as \`psql \\copy\` reads them. */
export async function exportClean(url: string, folder: string): Promise<CleanFile[]> {
  const client = await connected(url);
  const { rows } = await client.query<{ day: string }>(
    'SELECT DISTINCT day::text AS day FROM user_day ORDER BY day',
  );
  const files: CleanFile[] = [];
  for (const { day } of rows) {
    for (const table of TABLES) {
      const path = join(folder, `${table}-${day}.txt`);
      await pipeline(
        client.query(copyTo(`COPY (SELECT * FROM ${table} WHERE day = '${day}') TO STDOUT`)),
        createWriteStream(path),
      );
      files.push({ table, path });
    }
  }
  await client.end();
  return files;
}

/** Makes the same empty partitions that a load makes. */
export async function makePartitions(url: string, days: string[]): Promise<void> {
  const client = await connected(url);
  for (const day of days) {
    for (const table of TABLES) {
      await client.query(
        `CREATE TABLE ${table}_${day.replaceAll('-', '')} PARTITION OF ${table} FOR VALUES FROM ('${day}') TO (DATE '${day}' + 1)`,
      );
    }
  }
  await client.end();
}

/**
 * Copies the files into the partitioned tables, one after the other, each in a transaction: COPY FROM STDIN
 * in text format, which is what \`psql \\copy\` sends. The embedded PostgreSQL brings no psql; the bytes are
 * piped by node-postgres, without a look at them.
 */
export async function copyClean(url: string, files: CleanFile[]): Promise<{ seconds: number; rows: number }> {
  const client = await connected(url);
  const started = performance.now();
  let rows = 0;
  for (const { table, path } of files) {
    const copy = client.query(copyFrom(`COPY ${table} FROM STDIN`));
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), copy);
    rows += copy.rowCount;
  }
  const seconds = (performance.now() - started) / 1000;
  await client.end();
  return { seconds, rows };
}

export function removeClean(files: CleanFile[]): void {
  for (const { path } of files) rmSync(path);
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
