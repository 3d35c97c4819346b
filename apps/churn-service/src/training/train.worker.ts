import type { ClassifierKind } from '#ml';
import type { ChurnEvaluationDto } from './churn-report.dto.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import { calibrateModel } from './calibrate.js';
import type { CalibratedModel } from './calibrate.js';
import { artefactOf } from './evaluated-artefact.js';
import type { ChosenModel } from './choose.js';
import { evaluateModels } from './evaluate.js';
import { fitHorizons, refitHorizons } from './fit-horizons.js';
import { fitModel } from './fit.js';
import type { FittedModel } from './fit.js';
import { servedModel } from './refit.js';
import type { ServedModel } from './refit.js';
import { preparedRows, trainingTask } from './prepare.js';
import type { ChurnTrainingData, PreparedRows, TrainingTask } from './prepare.js';

/** What one training ends with. */
export interface TrainedChurnModel {
  readonly artefact: ChurnArtefact;
  readonly evaluation: Readonly<ChurnEvaluationDto>;
}

/** How far a training is. */
export interface TrainingProgress {
  readonly step: 'fitting' | 'evaluating';
  readonly model: ClassifierKind | null;
  /** Grown so far and at most; null for models without trees. */
  readonly trees: { readonly grown: number; readonly of: number } | null;
}

export type OnProgress = (progress: TrainingProgress) => void;

/** Trees between two messages. */
const TREES_A_MESSAGE = 10;

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

/** Does one piece. The same data and seed give the same bytes, whichever thread it runs in. */
export default function train(
  { data, prepared, work }: TrainingPiece,
  onProgress: OnProgress,
): PreparedRows | CalibratedModel | HorizonsOfModel | TrainedChurnModel | ChurnArtefact | ServedModel {
  const task = trainingTask(data, prepared === null ? {} : { prepared });
  if (work === 'prepare') return preparedRows(task);
  if (work === 'fit horizons') return fitHorizons(task);
  if ('fit' in work) return fitOne(work.fit, task, onProgress);
  if ('evaluate' in work) return evaluate(task, work.evaluate, onProgress);
  if ('describe' in work) return artefactOf(task, work.describe);
  return 'refit' in work ? servedModel(task, work.refit) : refitHorizons(work.refitHorizons, task);
}

/** Fits one kind of model, calibrates it and reports its progress. */
function fitOne(kind: ClassifierKind, task: TrainingTask, onProgress: OnProgress): CalibratedModel {
  onProgress({ step: 'fitting', model: kind, trees: null });
  const fitted = fitModel(kind, task, (grown, of) => {
    if (grown % TREES_A_MESSAGE === 0) onProgress({ step: 'fitting', model: kind, trees: { grown, of } });
  });
  return calibrateModel(task, fitted);
}

/** Evaluates what was chosen: seconds for tens of thousands of users. */
function evaluate(task: TrainingTask, chosen: ChosenModel, onProgress: OnProgress): TrainedChurnModel {
  onProgress({ step: 'evaluating', model: null, trees: null });
  const artefact = artefactOf(task, chosen);
  return { artefact, evaluation: evaluateModels(task, chosen, artefact) };
}
