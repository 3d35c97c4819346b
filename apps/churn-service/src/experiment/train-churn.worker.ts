import type { ClassifierKind } from '#ml';
import type { FittedModel } from './fit-model.js';
import { fitOne, judge } from './train-churn-model.js';
import type { OnProgress, TrainedChurnModel } from './train-churn-model.js';
import type { ChurnTrainingData } from './training-task.js';

/** One piece of a training for a thread of its own: fit one model, or judge all that were fitted. */
export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  readonly work: { readonly fit: ClassifierKind } | { readonly judge: readonly FittedModel[] };
}

export default function train(
  { data, work }: TrainingPiece,
  onProgress: OnProgress,
): FittedModel | TrainedChurnModel {
  return 'fit' in work ? fitOne(work.fit, data, onProgress) : judge(data, work.judge, onProgress);
}
