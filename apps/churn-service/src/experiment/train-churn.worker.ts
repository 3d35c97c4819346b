import type { ClassifierKind } from '#ml';
import type { FittedModel } from './fit-model.js';
import { fitOne, evaluate } from './train-churn-model.js';
import type { OnProgress } from './train-churn-model.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import type { ChurnTrainingData } from './training-task.js';

/** One piece of a training for a thread of its own: fit one model, or evaluate all that were fitted. */
export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  readonly work: { readonly fit: ClassifierKind } | { readonly evaluate: readonly FittedModel[] };
}

export default function train(
  { data, work }: TrainingPiece,
  onProgress: OnProgress,
): FittedModel | TrainedChurnModel {
  return 'fit' in work ? fitOne(work.fit, data, onProgress) : evaluate(data, work.evaluate, onProgress);
}
