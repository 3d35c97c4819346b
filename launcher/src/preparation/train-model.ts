import { setTimeout as sleep } from 'node:timers/promises';
import { FULL_DISK, LauncherError } from '../launcher-error.js';
import type { ModelKind } from './platform-client.js';
import type { Preparation } from './run-job.js';
import { runJob } from './run-job.js';

/** A promotion is seen by the running service within about a second. */
const SWITCH_TIMEOUT_MS = 10_000;

const SEARCHES =
  'The recommender looks for the parameters that suit these logs when it meets them for the first time: some minutes, see RECOMMENDER_SEARCH_SECONDS.';

/**
 * `failure`: why the model could not be trained (too few days in the logs, say); the platform runs without
 * it.
 */
export type TrainingOutcome = 'trained' | 'up to date' | { failure: string };

/**
 * Trains one model through its service, unless the newest version is newer than the archives and can be
 * served: a version made by older code may not be.
 */
export async function trainModel(model: ModelKind, preparation: Preparation): Promise<TrainingOutcome> {
  const loaded = await preparation.client.loadState();
  if (await isUpToDate(model, loaded.changedAt, preparation)) return 'up to date';
  if (model === 'recommender' && !loaded.synthetic) preparation.say(SEARCHES);
  try {
    await runJob({ title: `The training of the ${model} model`, service: model }, preparation);
    await waitUntilServed(model, preparation);
    return 'trained';
  } catch (error) {
    preparation.stop.throwIfAborted();
    if (!(error instanceof LauncherError) || FULL_DISK.test(error.message)) throw error;
    return { failure: error.message };
  }
}

async function isUpToDate(
  model: ModelKind,
  changedAt: string | null,
  { client }: Preparation,
): Promise<boolean> {
  const { newestAt, live } = await client.models(model);
  if (newestAt === null || (changedAt !== null && newestAt < changedAt)) return false;
  return live === null || (await client.servedVersion(model)) === live.version;
}

/** So that the commands printed at the end work at once. */
async function waitUntilServed(model: ModelKind, { client, stop }: Preparation): Promise<void> {
  const { live } = await client.models(model);
  const deadline = Date.now() + SWITCH_TIMEOUT_MS;
  while (live !== null && Date.now() < deadline) {
    if ((await client.servedVersion(model)) === live.version) return;
    await sleep(100, undefined, { signal: stop });
  }
}
