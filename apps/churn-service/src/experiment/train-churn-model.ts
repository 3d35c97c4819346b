import type { ClassifierKind } from '#ml';
import { fitModel } from './fit-model.js';
import type { FittedModel } from './fit-model.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { artefactOf, chooseAmong } from './chosen-model.js';
import type { Fitted } from './chosen-model.js';
import { evaluateModels } from './evaluate-models.js';
import { fitHorizons } from './fit-horizons.js';
import { trainingTask } from './training-task.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import type { ChurnTrainingData } from './training-task.js';

/** What a training is at. */
export interface TrainingProgress {
  readonly step: 'fitting' | 'evaluating';
  readonly model: ClassifierKind | null;
  /** Grown so far and at most; null for models without trees. */
  readonly trees: { readonly grown: number; readonly of: number } | null;
}

export type OnProgress = (progress: TrainingProgress) => void;

/** Trees between two messages. */
const TREES_A_MESSAGE = 10;

/** Fits one kind of model and tells how far it is. */
export function fitOne(kind: ClassifierKind, data: ChurnTrainingData, onProgress: OnProgress): FittedModel {
  const task = trainingTask(data);
  onProgress({ step: 'fitting', model: kind, trees: null });
  return fitModel(kind, task, (grown, of) => {
    if (grown % TREES_A_MESSAGE === 0) onProgress({ step: 'fitting', model: kind, trees: { grown, of } });
  });
}

/** Calibrates and chooses among what has been fitted to the same data. */
export function choose(data: ChurnTrainingData, fitted: Fitted): ChurnArtefact {
  const task = trainingTask(data);
  return artefactOf(task, chooseAmong(task, fitted));
}

/** The same with a report: seconds more for tens of thousands of users. */
export function evaluate(data: ChurnTrainingData, fitted: Fitted, onProgress: OnProgress): TrainedChurnModel {
  onProgress({ step: 'evaluating', model: null, trees: null });
  const task = trainingTask(data);
  const chosen = chooseAmong(task, fitted);
  const artefact = artefactOf(task, chosen);
  return { artefact, evaluation: evaluateModels(task, chosen, artefact) };
}

/**
 * Fits every model to the training users, calibrates each on users of their own, chooses by the validation users and evaluates
 * on the test users, beside the baselines. The same data and seed give the same bytes.
 * @throws RangeError when a side of the split holds too few users of a label
 */
export function trainChurnModel(
  data: ChurnTrainingData,
  onProgress: OnProgress = () => undefined,
): TrainedChurnModel {
  const models = data.models.map((kind) => fitOne(kind, data, onProgress));
  return evaluate(data, { models, horizons: fitHorizons(trainingTask(data)) }, onProgress);
}
