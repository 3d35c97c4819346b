import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '#sample-logs';
import { FULL_DISK, LauncherError } from '../launcher-error.js';
import { readIfWhole, writePrivately } from '../data-folder/data-folder.js';
import type { LoadRecord, LogSource } from '../logs/log-source.js';
import { isLoaded } from '../logs/log-source.js';
import { fingerprintOf } from '../logs/logs-folder.js';
import type { ModelKind } from './platform-client.js';
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
  const before = readIfWhole(recordPath) as LoadRecord | null;
  if (isLoaded(before, fingerprint, await client.loadState())) return false;
  const begun: LoadRecord = { folder, mapping, finished: null };
  writePrivately(recordPath, begun);
  try {
    await runJob('ingest', preparation);
    for (const { path, mapping: file } of readManifest(folder)?.tables ?? []) {
      const name = await client.storeMapping(readFileSync(join(folder, file), 'utf8'));
      await runJob('ingest', preparation, { path, mapping: name });
    }
  } catch (error) {
    stop.throwIfAborted();
    throw new LauncherError(`Loading the archives failed: ${(error as Error).message}`, { cause: error });
  }
  // Those of generated logs are planted, and where plays are missing no user says anything: no hole needs attention.
  for (const { date, kind } of readManifest(folder)?.holes ?? [])
    for (const of of kind === 'play' ? [kind, 'feedback'] : [kind])
      await client.acknowledgeHole({ date, kind: of }, 'The generator left it out of these sample logs.');
  const { archives, newest } = await client.loadState();
  const loaded: LoadRecord = { folder, mapping, finished: { fingerprint, archives, newest } };
  writePrivately(recordPath, loaded);
  return true;
}

/**
 * Trains one model through its service, unless the newest version is newer than the archives and can be
 * served: a version made by older code may not be.
 * @returns `refused`: it was, and did not pass its gate; `failure`: why it could not be trained (too few days
 * in the logs, say); the platform runs without it
 */
export async function trainModel(
  model: ModelKind,
  preparation: Preparation,
): Promise<'trained' | 'refused' | 'up to date' | { failure: string }> {
  const { client, stop } = preparation;
  const { changedAt } = await client.loadState();
  const { newestAt, live } = await client.models(model);
  const isNewer = newestAt !== null && (changedAt === null || newestAt >= changedAt);
  if (isNewer && (live === null || (await client.servedVersion(model)) === live.version)) return 'up to date';
  try {
    await runJob(model, preparation);
    return (await client.models(model)).missed === null ? 'trained' : 'refused';
  } catch (error) {
    stop.throwIfAborted();
    const { message } = error as Error;
    if (FULL_DISK.test(message)) throw error;
    return { failure: message };
  }
}
