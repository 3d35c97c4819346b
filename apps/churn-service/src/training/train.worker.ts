import type { ClassifierKind } from '#ml';
import type { ChurnEvaluationDto } from './churn-report.dto.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { calibrateModel } from './calibrated-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import { artefactOf } from './evaluated-artefact.js';
import { blendModels } from './blend.js';
import type { ChosenModel } from './blend.js';
import { evaluateModels } from './evaluate.js';
import { fitHorizons, refitHorizons } from './fit-horizons.js';
import { fitModel } from './fit.js';
import { servedModel } from './refit.js';
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

/** What each piece of a training does with the task and its input. */
const PIECES = {
  /** What all others need. */
  prepare: preparedRows,
  'gradient-boosting': fitting('gradient-boosting'),
  'random-forest': fitting('random-forest'),
  'logistic-regression': fitting('logistic-regression'),
  'fit horizons': fitHorizons,
  blend: blendModels,
  /** What was chosen, with a report or without. */
  evaluate,
  describe: artefactOf,
  /** The same fitted to everybody, and calibrated. */
  refit: servedModel,
  'refit horizons': refitHorizons,
};
export type PieceName = keyof typeof PIECES;
export type PieceInput<Name extends PieceName> = Parameters<(typeof PIECES)[Name]>[1];
export type PieceResult<Name extends PieceName> = ReturnType<(typeof PIECES)[Name]>;

/** One piece of a training for a thread of its own. */
export interface TrainingPiece<Name extends PieceName = PieceName> {
  readonly data: ChurnTrainingData;
  /** Null before. */
  readonly prepared: PreparedRows | null;
  readonly name: Name;
  readonly input: PieceInput<Name>;
}

/** Does one piece. The same data and seed give the same bytes, whichever thread it runs in. */
export default function train(
  { data, prepared, name, input }: TrainingPiece,
  onProgress: OnProgress,
): PieceResult<PieceName> {
  const task = trainingTask(data, prepared);
  return PIECES[name](task, input as never, onProgress);
}

/** Fits one kind of model, calibrates it and reports its progress. */
function fitting(kind: ClassifierKind) {
  return (task: TrainingTask, _input: undefined, onProgress: OnProgress): CalibratedModel => {
    onProgress({ step: 'fitting', model: kind, trees: null });
    const fitted = fitModel(kind, task, (grown, of) => {
      if (grown % TREES_A_MESSAGE === 0) onProgress({ step: 'fitting', model: kind, trees: { grown, of } });
    });
    return calibrateModel(task, fitted);
  };
}

/** Evaluates what was chosen: seconds for tens of thousands of users. */
function evaluate(task: TrainingTask, chosen: ChosenModel, onProgress: OnProgress): TrainedChurnModel {
  onProgress({ step: 'evaluating', model: null, trees: null });
  const artefact = artefactOf(task, chosen);
  return { artefact, evaluation: evaluateModels(task, chosen, artefact) };
}
