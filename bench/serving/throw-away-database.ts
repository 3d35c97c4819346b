import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';

/**
 * Runs `work` on a PostgreSQL of its own, empty but for the tables and durable as the platform's, of which
 * nothing is left behind.
 */
export async function onThrowAwayDatabase(
  work: (url: string, postmaster: number) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recommender-bench-'));
  const dataDirectory = join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataDirectory, port: 0, purpose: 'platform' });
  try {
    await migrate(server.url);
    await work(server.url, server.pid);
  } finally {
    await server.stop();
    await removeEmbeddedPostgres(dataDirectory);
    rmSync(folder, { recursive: true });
  }
}
