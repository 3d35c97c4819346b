import type { MessagePort } from 'node:worker_threads';
import { trainRecommender } from './train-recommender.js';
import type { TrainingOutcome, TrainingTask } from './train-recommender.js';

/** Runs in a worker thread; progress goes out by the port. */
export function train({ task, port }: { task: TrainingTask; port: MessagePort }): Promise<TrainingOutcome> {
  return trainRecommender(task, (progress) => {
    port.postMessage(progress);
  });
}
