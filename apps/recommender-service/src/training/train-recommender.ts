import { DEFAULT_ALS_PARAMETERS, trainImplicitAls } from '#ml';
import type { AlsParameters } from '#ml';
import { evaluateHeldOut } from '../evaluation/held-out-evaluation.js';
import type { EarlyModel, EvaluationPlan, HeldOutEvaluation } from '../evaluation/held-out-evaluation.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { encodeArtefact } from '../model/model-artefact.js';

/** The settings of a fit that may differ from one version to the next. */
export interface FitParameters {
  factors: number;
  iterations: number;
  cgSteps: number;
  alpha: number;
  regularization: number;
  frequencyExponent: number;
  seed: number;
}

export interface TrainingTask {
  table: PairTable;
  /** Device code of each user of the table. */
  devices: Uint8Array;
  minListeners: number;
  fit: FitParameters;
  /** Null when no day can be held out. */
  evaluation: EvaluationPlan | null;
}

interface TrainedSizes {
  users: number;
  usersWithHistory: number;
  songs: number;
  songsLeftOut: number;
  playedPairs: number;
  likedPairs: number;
}

export interface TrainingOutcome {
  artefact: Uint8Array;
  sizes: TrainedSizes;
  evaluation: HeldOutEvaluation | null;
}

export interface TrainingProgress {
  step: string;
  /** Share of the training done, 0 to 1. */
  fraction: number;
}

type Report = (progress: TrainingProgress) => void;

/**
 * Fits on the early part and judges it by the held-out days, then fits again on all days: this second fit is what is served.
 * Pure: the same task gives the same bytes.
 */
export function trainRecommender(task: TrainingTask, report: Report): TrainingOutcome {
  const evaluation = task.evaluation === null ? null : evaluate(task, task.evaluation, report);
  const matrix = buildInteractionMatrix(task.table, 'all', task.minListeners);
  const model = fit(matrix, task.fit, (share) => {
    report({ step: 'fitting on all days', fraction: 0.6 + 0.4 * share });
  });
  const { table } = task;
  const artefact = encodeArtefact({
    factors: model.factors,
    userIds: table.userIds,
    songIds: BigInt64Array.from(matrix.tableSongs, (song) => table.songIds[song]!),
    userFactors: model.userFactors,
    songFactors: model.songFactors,
    played: matrix.played,
    listeners: matrix.listeners,
    devices: task.devices,
  });
  return { artefact, sizes: sizes(table, matrix), evaluation };
}

function evaluate(task: TrainingTask, plan: EvaluationPlan, report: Report): HeldOutEvaluation {
  const early = buildInteractionMatrix(task.table, 'early', task.minListeners);
  const model = fit(early, task.fit, (share) => {
    report({ step: 'fitting without the held-out days', fraction: 0.4 * share });
  });
  report({ step: 'evaluating on the held-out days', fraction: 0.4 });
  return evaluateHeldOut(task.table, early, model, plan);
}

/** Vectors in float32, as they are served: the evaluation judges what a caller gets. */
function fit(
  matrix: InteractionMatrix,
  parameters: FitParameters,
  onShare: (share: number) => void,
): EarlyModel {
  const { users, items } = trainImplicitAls(matrix.liked, alsParameters(parameters), {
    afterIteration: (done, all) => {
      onShare(done / all);
    },
  });
  return {
    factors: parameters.factors,
    userFactors: Float32Array.from(users),
    songFactors: Float32Array.from(items),
  };
}

function alsParameters(parameters: FitParameters): AlsParameters {
  const { cgSteps, ...rest } = parameters;
  return { ...DEFAULT_ALS_PARAMETERS, ...rest, solver: { kind: 'conjugate-gradient', steps: cgSteps } };
}

function sizes(table: PairTable, matrix: InteractionMatrix): TrainedSizes {
  let usersWithHistory = 0;
  const { starts } = matrix.liked;
  for (let user = 0; user < matrix.liked.rows; user++) {
    if (starts[user] !== starts[user + 1]) usersWithHistory++;
  }
  return {
    users: table.userIds.length,
    usersWithHistory,
    songs: matrix.tableSongs.length,
    songsLeftOut: table.songIds.length - matrix.tableSongs.length,
    playedPairs: matrix.played.indices.length,
    likedPairs: matrix.liked.indices.length,
  };
}
