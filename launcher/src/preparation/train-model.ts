import { FULL_DISK, LauncherError } from '../launcher-error.js';
import type { Platform } from '../platform/platform.js';
import type { Progress } from './service-client.js';

/**
 * Trains one model through its service; false when the newest version is newer than the data.
 * A model that cannot be trained (too few days in the logs, say) does not stop the platform; the reason is kept.
 */
export async function trainModel(
  platform: Platform,
  model: 'churn' | 'recommender',
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  const { changedAt } = await platform.state.loadState();
  const trainedAt = await platform.state.newestModelAt(model);
  if (trainedAt !== null && changedAt !== null && trainedAt >= changedAt) return false;
  try {
    const follow = { stop: platform.stopSignal, onProgress };
    await platform.client.runJob(model, `/admin/${model}/retrain`, {}, follow);
    return true;
  } catch (error) {
    platform.stopSignal.throwIfAborted();
    if (!(error instanceof LauncherError) || FULL_DISK.test(error.message)) throw error;
    platform.untrained.set(model, error.message);
    return false;
  }
}
