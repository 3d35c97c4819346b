import type { ClassifierKind } from '#ml';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { Fitted } from './chosen-model.js';
import { fitHorizons } from './fit-horizons.js';
import type { FittedModel } from './fit-model.js';
import { choose, evaluate, fitOne } from './train-churn-model.js';
import type { OnProgress } from './train-churn-model.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import { trainingTask } from './training-task.js';
import type { ChurnTrainingData } from './training-task.js';

/** One piece of a training for a thread of its own: fit one model, or the hazard; or choose among all that were fitted, with a report or without. */
export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  readonly work:
    | { readonly fit: ClassifierKind }
    | 'horizons'
    | { readonly choose: Fitted }
    | { readonly evaluate: Fitted };
}

export default function train(
  { data, work }: TrainingPiece,
  onProgress: OnProgress,
): FittedModel | HorizonsOfModel | ChurnArtefact | TrainedChurnModel {
  if (work === 'horizons') return fitHorizons(trainingTask(data));
  if ('fit' in work) return fitOne(work.fit, data, onProgress);
  return 'choose' in work ? choose(data, work.choose) : evaluate(data, work.evaluate, onProgress);
}
