import { setTimeout as sleep } from 'node:timers/promises';
import { FULL_DISK, LauncherError } from '../launcher-error.js';
import type { Platform } from '../platform/platform.js';
import type { Progress } from './service-client.js';

/** A promotion is seen by the running service within about a second. */
const SWITCH_TIMEOUT_MS = 10_000;

/**
 * Trains one model through its service; false when the newest version is newer than the archives and can be served:
 * a version made by older code may not be.
 * A model that cannot be trained (too few days in the logs, say) does not stop the platform; the reason is kept.
 */
export async function trainModel(
  platform: Platform,
  model: 'churn' | 'recommender',
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  if (await isUpToDate(platform, model)) return false;
  try {
    const follow = { stop: platform.stopSignal, onProgress };
    await platform.client.runJob(model, `/admin/${model}/retrain`, {}, follow);
    await waitUntilServed(platform, model);
    return true;
  } catch (error) {
    platform.stopSignal.throwIfAborted();
    if (!(error instanceof LauncherError) || FULL_DISK.test(error.message)) throw error;
    platform.untrained.set(model, error.message);
    return false;
  }
}

async function isUpToDate(platform: Platform, model: 'churn' | 'recommender'): Promise<boolean> {
  const { changedAt } = await platform.state.loadState();
  const trainedAt = await platform.state.newestModelAt(model);
  if (trainedAt === null || (changedAt !== null && trainedAt < changedAt)) return false;
  const live = await platform.state.liveReport(model);
  return live === null || (await platform.client.servedVersion(model, platform.stopSignal)) === live.version;
}

/** So that the commands printed at the end work at once. */
async function waitUntilServed(platform: Platform, model: 'churn' | 'recommender'): Promise<void> {
  const live = await platform.state.liveReport(model);
  const deadline = Date.now() + SWITCH_TIMEOUT_MS;
  while (live !== null && Date.now() < deadline) {
    if ((await platform.client.servedVersion(model, platform.stopSignal)) === live.version) return;
    await sleep(100, undefined, { signal: platform.stopSignal });
  }
}
