import { LauncherError } from '../launcher-error.js';
import { isLoaded, readLoadRecord, writeLoadRecord } from '../logs/log-source.js';
import { fingerprintOf } from '../logs/logs-folder.js';
import type { Platform } from '../platform/platform.js';
import { need } from '../platform/platform.js';
import type { Progress } from './service-client.js';

/** Loads the archives through the ingest service; false when the same files have been loaded already. */
export async function loadArchives(
  platform: Platform,
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  const { folder, synthetic, load } = need(platform.logs);
  if (!load) return false;
  const recordPath = need(platform.folder).loaded;
  const fingerprint = fingerprintOf(folder);
  if (isLoaded(readLoadRecord(recordPath), fingerprint, await platform.state.loadState())) return false;
  writeLoadRecord(recordPath, { folder, synthetic, finished: null });
  try {
    const follow = { stop: platform.stopSignal, onProgress };
    await platform.client.runJob('ingest', '/admin/ingest/archives', { path: '.' }, follow);
  } catch (error) {
    platform.stopSignal.throwIfAborted();
    throw new LauncherError(`Loading the archives failed: ${(error as Error).message}`, { cause: error });
  }
  const { archives, newest } = await platform.state.loadState();
  writeLoadRecord(recordPath, { folder, synthetic, finished: { fingerprint, archives, newest } });
  return true;
}
