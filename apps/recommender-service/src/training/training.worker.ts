import type { MessagePort } from 'node:worker_threads';
import { evaluateBaselines } from '../evaluation/baselines.js';
import type { Baselines, BaselineTask } from '../evaluation/baselines.js';
import { tuneRecommender } from '../tuning/tune-recommender.js';
import type { TuningOutcome, TuningTask } from '../tuning/tune-recommender.js';
import { trainRecommender } from './train-recommender.js';
import type { TrainingOutcome, TrainingTask } from './train-recommender.js';

// What runs in a worker thread; progress goes out by the port.

export function train({ task, port }: { task: TrainingTask; port: MessagePort }): Promise<TrainingOutcome> {
  return trainRecommender(task, (progress) => {
    port.postMessage(progress);
  });
}

export function tune({ task, port }: { task: TuningTask; port: MessagePort }): Promise<TuningOutcome> {
  return tuneRecommender(task, (progress) => {
    port.postMessage(progress);
  });
}

export function baselines(task: BaselineTask): Baselines {
  return evaluateBaselines(task);
}
