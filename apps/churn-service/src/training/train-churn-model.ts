import type { ChurnEvaluation } from './churn-report.js';
import type { ClassifierKind } from '#ml';
import type { CalibratedClassifier, ChurnArtefact } from '../model/churn-artefact.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import { calibrateModel } from './calibrated-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import { artefactOf, chooseAmong } from './chosen-model.js';
import type { ChosenModel } from './chosen-model.js';
import { evaluateModels } from './evaluate-models.js';
import { fitHorizons, refitHorizons } from './fit-horizons.js';
import { fitModel } from './fit-model.js';
import { servedModel } from './served-model.js';
import { trainingTask } from './training-task.js';
import type { ChurnTrainingData, TrainingTask } from './training-task.js';

/** What one training ends with. */
export interface TrainedChurnModel {
  readonly artefact: ChurnArtefact;
  readonly evaluation: ChurnEvaluation;
}

/** What a training is at. */
export interface TrainingProgress {
  readonly step: 'fitting' | 'evaluating';
  readonly model: ClassifierKind | null;
  /** Grown so far and at most; null for models without trees. */
  readonly trees: { readonly grown: number; readonly of: number } | null;
}

export type OnProgress = (progress: TrainingProgress) => void;

/** What is fitted again to users of every side, once its recipe has been evaluated. */
export interface Refitted {
  readonly served: CalibratedClassifier;
  readonly horizons: HorizonsOfModel;
}

/** Trees between two messages. */
const TREES_A_MESSAGE = 10;

/** Fits one kind of model, calibrates it and reports its progress. */
export function fitOne(kind: ClassifierKind, task: TrainingTask, onProgress: OnProgress): CalibratedModel {
  onProgress({ step: 'fitting', model: kind, trees: null });
  const fitted = fitModel(kind, task, (grown, of) => {
    if (grown % TREES_A_MESSAGE === 0) onProgress({ step: 'fitting', model: kind, trees: { grown, of } });
  });
  return calibrateModel(task, fitted);
}

/** Evaluates what was chosen: seconds for tens of thousands of users. */
export function evaluate(task: TrainingTask, chosen: ChosenModel, onProgress: OnProgress): TrainedChurnModel {
  onProgress({ step: 'evaluating', model: null, trees: null });
  const artefact = artefactOf(task, chosen);
  return { artefact, evaluation: evaluateModels(task, chosen, artefact) };
}

/** What is stored: it predicts by what was fitted to everybody. */
export function served(artefact: ChurnArtefact, refitted: Refitted): ChurnArtefact {
  return { ...artefact, ...refitted };
}

/**
 * Fits every model to the training users, calibrates each on users of their own, chooses by the validation
 * users and evaluates on the test users, next to the baselines; the chosen one is then fitted to everybody.
 * The same data and seed give the same bytes.
 * @throws RangeError when a side of the split holds too few users of a label
 */
export function trainChurnModel(
  data: ChurnTrainingData,
  onProgress: OnProgress = () => undefined,
): TrainedChurnModel {
  const task = trainingTask(data);
  const models = data.models.map((kind) => fitOne(kind, task, onProgress));
  const chosen = { ...chooseAmong(models), horizons: fitHorizons(task) };
  const { artefact, evaluation } = evaluate(task, chosen, onProgress);
  const refitted = {
    served: servedModel(task, chosen.chosen.fitted),
    horizons: refitHorizons(chosen.horizons, task),
  };
  return { artefact: served(artefact, refitted), evaluation };
}
