import type { MessagePort } from 'node:worker_threads';
import { trainChurnModel } from './train-churn-model.js';
import type { ChurnTrainingData, TrainedChurnModel } from './train-churn-model.js';

/** Runs in a thread of its own; steps are told through `steps` as they begin. */
export default function train({
  data,
  steps,
}: {
  data: ChurnTrainingData;
  steps: MessagePort;
}): TrainedChurnModel {
  return trainChurnModel(data, (step) => {
    steps.postMessage(step);
  });
}
