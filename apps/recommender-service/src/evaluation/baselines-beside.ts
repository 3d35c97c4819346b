import { compiledFile, runInThread } from '#common/threads';
import { evaluateBaselines } from './baselines.js';
import type { Baselines, BaselineTask } from './baselines.js';

const WORKER = compiledFile('./baselines.worker.js', import.meta.url);
/** Below so many liked pairs starting a thread takes longer than what it does. */
const WORTH_A_THREAD = 100_000;

/**
 * The baselines in a thread of their own, while the model is being fitted; with one worker, or little to do, here and now.
 * Measured with 0.84 M liked pairs: 3.7 s of processor time, half of all that judging takes.
 */
export function baselinesBeside(
  task: BaselineTask,
  workers: 1 | 2,
  worthAThread = WORTH_A_THREAD,
): Promise<Baselines> {
  if (workers === 1 || task.early.liked.indices.length < worthAThread) {
    return Promise.resolve(evaluateBaselines(task));
  }
  return runInThread<Baselines>(WORKER, task);
}
