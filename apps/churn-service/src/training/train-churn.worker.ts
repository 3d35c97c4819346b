import type { ClassifierKind } from '#ml';
import type { CalibratedClassifier, ChurnArtefact } from '../model/churn-artefact.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import { artefactOf } from './chosen-model.js';
import type { ChosenModel } from './chosen-model.js';
import { fitHorizons, refitHorizons } from './fit-horizons.js';
import type { FittedModel } from './fit-model.js';
import { servedModel } from './served-model.js';
import { evaluate, fitOne } from './train-churn-model.js';
import type { OnProgress } from './train-churn-model.js';
import type { TrainedChurnModel } from './train-churn-model.js';
import { preparedRows, trainingTask } from './training-task.js';
import type { ChurnTrainingData, PreparedRows } from './training-task.js';

/** One piece of a training for a thread of its own. */
export type TrainingWork =
  /** What all others need. */
  | 'prepare'
  /** One kind of model, or the hazard. */
  | { readonly fit: ClassifierKind }
  | 'fit horizons'
  /** What was chosen, with a report or without. */
  | { readonly evaluate: ChosenModel }
  | { readonly describe: ChosenModel }
  /** The same fitted to everybody, and calibrated. */
  | { readonly refit: FittedModel }
  | { readonly refitHorizons: HorizonsOfModel };

export interface TrainingPiece {
  readonly data: ChurnTrainingData;
  /** Null before. */
  readonly prepared: PreparedRows | null;
  readonly work: TrainingWork;
}

export default function train(
  { data, prepared, work }: TrainingPiece,
  onProgress: OnProgress,
):
  | PreparedRows
  | CalibratedModel
  | HorizonsOfModel
  | TrainedChurnModel
  | ChurnArtefact
  | CalibratedClassifier {
  const task = trainingTask(data, prepared === null ? {} : { prepared });
  if (work === 'prepare') return preparedRows(task);
  if (work === 'fit horizons') return fitHorizons(task);
  if ('fit' in work) return fitOne(work.fit, task, onProgress);
  if ('evaluate' in work) return evaluate(task, work.evaluate, onProgress);
  if ('describe' in work) return artefactOf(task, work.describe);
  return 'refit' in work ? servedModel(task, work.refit) : refitHorizons(work.refitHorizons, task);
}
