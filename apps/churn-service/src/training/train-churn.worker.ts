import type { ClassifierKind } from '#ml';
import type { MessagePort } from 'node:worker_threads';
import type { FittedModel } from './fit-model.js';
import { fitOne, judge } from './train-churn-model.js';
import type { TrainedChurnModel } from './train-churn-model.js';
import type { ChurnTrainingData } from './training-task.js';

/** One piece of a training for a thread of its own: fit one model, or judge all that were fitted. */
export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  readonly work: { readonly fit: ClassifierKind } | { readonly judge: readonly FittedModel[] };
  /** Hears of progress. */
  readonly told: MessagePort;
}

export default function train({ data, work, told }: TrainingPiece): FittedModel | TrainedChurnModel {
  const onProgress = (progress: object) => {
    told.postMessage(progress);
  };
  return 'fit' in work ? fitOne(work.fit, data, onProgress) : judge(data, work.judge, onProgress);
}
