import { LauncherError } from '../launcher-error.js';
import type { LogSource } from '../logs/log-source.js';
import { isLoaded, readLoadRecord, writeLoadRecord } from '../logs/log-source.js';
import { fingerprintOf } from '../logs/logs-folder.js';
import type { Preparation } from './run-job.js';
import { runJob } from './run-job.js';

/**
 * Loads the archives through the ingest service; false when the same files have been loaded already.
 * @param recordPath file that remembers which files were loaded
 */
export async function loadArchives(
  { folder, mapping, load }: LogSource,
  recordPath: string,
  preparation: Preparation,
): Promise<boolean> {
  const { client, stop } = preparation;
  if (!load) return false;
  const fingerprint = fingerprintOf(folder, mapping);
  if (isLoaded(readLoadRecord(recordPath), fingerprint, await client.loadState())) return false;
  writeLoadRecord(recordPath, { folder, mapping, finished: null });
  try {
    await runJob({ title: 'The load', service: 'ingest' }, preparation);
  } catch (error) {
    stop.throwIfAborted();
    throw new LauncherError(`Loading the archives failed: ${(error as Error).message}`, { cause: error });
  }
  const { archives, newest } = await client.loadState();
  writeLoadRecord(recordPath, { folder, mapping, finished: { fingerprint, archives, newest } });
  return true;
}
