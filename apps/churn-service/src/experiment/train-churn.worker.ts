import type { ClassifierKind } from '#ml';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { FittedModel } from './fit-model.js';
import { choose, evaluate, fitOne } from './train-churn-model.js';
import type { OnProgress } from './train-churn-model.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import type { ChurnTrainingData } from './training-task.js';

/** One piece of a training for a thread of its own: fit one model; or choose among all that were fitted, with a report or without. */
export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  readonly work:
    | { readonly fit: ClassifierKind }
    | { readonly choose: readonly FittedModel[] }
    | { readonly evaluate: readonly FittedModel[] };
}

export default function train(
  { data, work }: TrainingPiece,
  onProgress: OnProgress,
): FittedModel | ChurnArtefact | TrainedChurnModel {
  if ('fit' in work) return fitOne(work.fit, data, onProgress);
  return 'choose' in work ? choose(data, work.choose) : evaluate(data, work.evaluate, onProgress);
}
