import { renumberModel } from '../evaluation/champion-vectors.js';
import { evaluateHeldOut, heldOutQuestion } from '../evaluation/held-out-evaluation.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import type { HeldOutEvaluation } from '../evaluation/held-out-evaluation.js';
import type { TrainedSizes } from '../evaluation/model-report.js';
import { buildInteractionMatrix } from '../interactions/interaction-matrix.js';
import type { InteractionMatrix } from '../interactions/interaction-matrix.js';
import type { PairTable } from '../interactions/pair-table.js';
import { encodeArtefact } from '../model/model-artefact.js';
import { baselinesBeside } from '../evaluation/baselines-beside.js';
import { fitModel } from '../engines/fit-model.js';
import type { FitParameters, FitTrace, TrainedModel, TrainingEngine } from '../engines/training-engine.js';

/** The version that is live, where its parameters differ from those of the task. */
export interface ChampionTask {
  fit: FitParameters;
  /** Its own weights of the same pairs; null when they are those of the task. */
  table: PairTable | null;
}

export interface TrainingTask {
  table: PairTable;
  /** Device code of each user of the table. */
  devices: Uint8Array;
  minListeners: number;
  fit: FitParameters;
  /** Null when no day can be held out. */
  evaluation: EvaluationPlan | null;
  champion: ChampionTask | null;
  /** Threads; they change nothing but the time. */
  workers: 1 | 2;
}

export interface TrainingOutcome {
  artefact: Uint8Array;
  sizes: TrainedSizes;
  evaluation: HeldOutEvaluation | null;
  /** How the evaluated fit and the served one went; null: not fitted. */
  fits: { early: FitTrace | null; served: FitTrace };
  /** Seconds by step. */
  seconds: Record<string, number>;
}

export interface TrainingProgress {
  step: string;
  /** Share of the training done, 0 to 1. */
  fraction: number;
}

type Report = (progress: TrainingProgress) => void;

/** Steps with the share of the time they end at, about. */
const EARLY_FIT = { step: 'fitting without the held-out days', from: 0, to: 0.3 };
const CHAMPION_FIT = { step: 'fitting the live version without the held-out days', from: 0.3, to: 0.45 };
const EVALUATION = { step: 'evaluating on the held-out days', from: 0.45, to: 0.6 };
const SERVED_FIT = { step: 'fitting on all days', from: 0.6, to: 1 };

/**
 * Fits on the early part and judges it by the held-out days, then fits again on all days: this second fit is what is served.
 * Pure but for the clock: the same task gives the same bytes, whatever the number of workers.
 */
export async function trainRecommender(
  task: TrainingTask,
  engine: TrainingEngine,
  report: Report,
): Promise<TrainingOutcome> {
  const watch = new StepWatch(report);
  const judged = task.evaluation === null ? null : await evaluate(task, engine, task.evaluation, watch);
  const matrix = buildInteractionMatrix(task.table, 'all', task.minListeners);
  const model = await watch.during(SERVED_FIT, (onShare) =>
    fitModel(engine, matrix.liked, task.fit, onShare),
  );
  return {
    artefact: encode(task, matrix, model),
    sizes: sizes(task.table, matrix),
    evaluation: judged?.evaluation ?? null,
    fits: { early: judged?.trace ?? null, served: model.trace },
    seconds: watch.seconds,
  };
}

async function evaluate(
  task: TrainingTask,
  engine: TrainingEngine,
  plan: EvaluationPlan,
  watch: StepWatch,
): Promise<{ evaluation: HeldOutEvaluation; trace: FitTrace }> {
  const early = buildInteractionMatrix(task.table, 'early', task.minListeners);
  const question = heldOutQuestion(task.table, early, plan);
  const baselines = baselinesBeside({ early, tasks: question.tasks, plan }, task.workers);
  // Awaited below; a failure meanwhile must not count as unheard.
  baselines.catch(() => undefined);
  const model = await watch.during(EARLY_FIT, (onShare) => fitModel(engine, early.liked, task.fit, onShare));
  const champion = await fitChampion(task, engine, early, watch);
  const evaluation = await watch.during(EVALUATION, () =>
    evaluateHeldOut(question, early, model, champion, baselines, plan),
  );
  return { evaluation, trace: model.trace };
}

/** The artefact of a live version has seen the held-out days: what can be compared is a fit of its parameters without them. */
async function fitChampion(
  { champion, table, minListeners }: TrainingTask,
  engine: TrainingEngine,
  early: InteractionMatrix,
  watch: StepWatch,
): Promise<TrainedModel | null> {
  if (champion === null) return null;
  const own = champion.table;
  const matrix = own === null ? early : buildInteractionMatrix(own, 'early', minListeners);
  const model = await watch.during(CHAMPION_FIT, (onShare) =>
    fitModel(engine, matrix.liked, champion.fit, onShare),
  );
  if (own === null) return model;
  return renumberModel(model, { table: own, matrix }, { table, matrix: early });
}

function encode(
  { table, devices }: TrainingTask,
  matrix: InteractionMatrix,
  model: TrainedModel,
): Uint8Array {
  return encodeArtefact({
    factors: model.factors,
    userIds: table.userIds,
    songIds: BigInt64Array.from(matrix.tableSongs, (song) => table.songIds[song]!),
    userFactors: model.userFactors,
    songFactors: model.songFactors,
    factorShare: model.factorShare,
    itemWeights: model.itemWeights,
    played: matrix.played,
    listeners: matrix.listeners,
    devices,
  });
}

/** Tells how far the training is, and keeps how long each step took. */
class StepWatch {
  readonly seconds: Record<string, number> = {};

  constructor(private readonly report: Report) {}

  async during<T>(
    { step, from, to }: typeof EARLY_FIT,
    work: (onShare: (share: number) => void) => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    this.report({ step, fraction: from });
    const result = await work((share) => {
      this.report({ step, fraction: from + (to - from) * share });
    });
    this.seconds[step] = Math.round(performance.now() - started) / 1000;
    return result;
  }
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
