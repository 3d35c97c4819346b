import type { Fitter, LearnedDays } from '../engines/fitter.js';
import type { FitTraceDto } from '../engines/fit-trace.dto.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { baselinesBeside } from '../evaluation/baselines.js';
import { coldPlace } from '../evaluation/cold-place.js';
import type { ColdPlace } from '../evaluation/cold-place.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import type { HeldOutEvaluationDto } from '../evaluation/evaluation.dto.js';
import { evaluateHeldOut } from '../evaluation/held-out-evaluation.js';
import { heldOutQuestion } from '../evaluation/hold-out.js';
import type { RankingTask } from '../evaluation/hold-out.js';
import { liveVersionModel, renumberModel } from '../evaluation/live-version.js';
import { coldSongs } from '../interactions/cold-songs.js';
import { buildInteractionMatrix, countListeners, songIdsOf } from '../interactions/interaction-matrix.js';
import type { Days, InteractionMatrix, Numbering } from '../interactions/interaction-matrix.js';
import { LikedFiles } from '../interactions/liked-files.js';
import { decodeArtefact } from '../model/model-artefact.js';
import { recentBySong } from '../model/popularity.js';
import { learnSearchWeight } from '../searches/search-weight.js';
import { judgeNext, notJudged } from '../sequence/judge-next.js';
import { servedPlaces, servedSongs } from './served-songs.js';
import type { StepWatch } from './step-watch.js';
import type { TrainingOutcome, TrainingPairs, TrainingTask } from './training-task.js';

/** Steps with the share of the time they end at, about. */
const EARLY_FIT = { step: 'fitting without the held-out days', from: 0, to: 0.3 };
const LIVE_PARAMETERS_FIT = {
  step: 'fitting the live parameters without the held-out days',
  from: 0.3,
  to: 0.4,
};
const ANCHOR_FIT = {
  step: 'fitting the parameters that last won without the held-out days',
  from: 0.4,
  to: 0.45,
};
const EVALUATION = { step: 'evaluating on the held-out days', from: 0.45, to: 0.58 };
const COLD_EVALUATION = { step: 'evaluating songs that hardly anybody has heard', from: 0.58, to: 0.6 };
const SEARCHES = { step: 'learning from searches', from: 0.6, to: 0.62 };
const NEXT_EVALUATION = { step: 'evaluating what comes next', from: 0.62, to: 0.64 };

/** What the held-out days say. */
interface EarlyOutcome extends Pick<TrainingOutcome, 'search'> {
  next: ReturnType<typeof notJudged>;
  evaluation: HeldOutEvaluationDto;
  coldPlace: ColdPlace;
  trace: FitTraceDto;
}

/** Fits on the early part, and judges it on the held-out days beside the live version and simpler ways. */
export async function evaluateEarly(
  task: TrainingTask,
  fit: Fitter,
  plan: EvaluationPlan,
  watch: StepWatch,
): Promise<EarlyOutcome> {
  const days = learnedDays(task, 'early', task.minListeners);
  const early = days.matrix;
  const question = heldOutQuestion(task.table, early, plan);
  const learned = days.files === null ? early.liked : await new LikedFiles(days.files, early, 'early').rows();
  const baselines = baselinesBeside(
    { early, learned, recent: recentOf(task, early), tasks: question.tasks, plan },
    task.workers,
  );
  // Awaited below; a failure meanwhile must not count as unheard.
  baselines.catch(() => undefined);
  const model = await watch.during(EARLY_FIT, (onShare) => fit(days, task.fit, onShare));
  const to = { table: task.table, matrix: early };
  const pairs = task.liveParameters?.pairs ?? null;
  const own = pairs === null ? days : learnedDays(pairs, 'early', task.minListeners);
  const numbers = { to, own: pairs === null ? to : { table: pairs.table, matrix: own.matrix } };
  const liveParameters = await fitLiveParameters(task, fit, own, numbers, watch);
  const { anchor: fixed } = task;
  const anchor =
    fixed === null ? null : await watch.during(ANCHOR_FIT, (onShare) => fit(days, fixed, onShare));
  const evaluation = await watch.during(EVALUATION, () => {
    const liveVersion = liveVersionOf(task, numbers, question.tasks);
    return evaluateHeldOut(question, early, { model, liveParameters, anchor, liveVersion }, baselines, plan);
  });
  const asked = { table: task.table, early, catalogue: task.singers, until: task.lastDays.early };
  const coldPlaced = await watch.during(COLD_EVALUATION, () =>
    Promise.resolve(coldPlace(model, asked, question.tasks, plan)),
  );
  const { searches } = task;
  const search =
    searches && (await watch.during(SEARCHES, () => learnSearchWeight(model, early, searches, plan.seed)));
  const next = await evaluateNext(task, model, early, coldPlaced, watch);
  return { evaluation, coldPlace: coldPlaced, search, next, trace: model.trace };
}

async function evaluateNext(
  { table, files, fit, sequence, evaluation, singers, lastDays }: TrainingTask,
  model: TrainedModel,
  matrix: InteractionMatrix,
  { by, scale }: ColdPlace,
  watch: StepWatch,
): Promise<EarlyOutcome['next']> {
  if (sequence === null) {
    return notJudged('No play has a time of day, so the order of plays is not known.', null);
  }
  return await watch.during(NEXT_EVALUATION, () => {
    const cold = coldSongs(table, matrix, singers, lastDays.early, by);
    const places = servedPlaces(table, matrix, cold, sequence.sessions.songIds);
    const listeners = files?.listeners.early ?? countListeners(table, table.earlyWeights);
    const { factors, factorShare } = model;
    const songs = servedSongs(model, places, listeners, cold, scale);
    const early = { ...songs, factors, factorShare, objective: fit, singers };
    return Promise.resolve(judgeNext(early, sequence, evaluation!));
  });
}

function recentOf({ table, recent }: TrainingTask, matrix: InteractionMatrix): Uint32Array | null {
  return recent && recentBySong(recent, songIdsOf({ table, matrix }));
}

/** Users and songs as the new version numbers them, and those of the pairs as the live one weighs them. */
interface Numbers {
  to: Numbering;
  own: Numbering;
}

/**
 * Where the artefact of the live version has seen the held-out days, only a fit of its parameters without
 * them can be compared.
 */
async function fitLiveParameters(
  { liveParameters }: TrainingTask,
  fit: Fitter,
  learned: LearnedDays,
  { to, own }: Numbers,
  watch: StepWatch,
): Promise<TrainedModel | null> {
  if (liveParameters === null) return null;
  const model = await watch.during(LIVE_PARAMETERS_FIT, (onShare) =>
    fit(learned, liveParameters.fit, onShare),
  );
  return own === to ? model : renumberModel(model, own, to);
}

/** The pairs of these days that songs of enough listeners have. */
export function learnedDays({ table, files }: TrainingPairs, days: Days, minListeners: number): LearnedDays {
  return {
    days,
    table,
    files,
    matrix: buildInteractionMatrix(table, days, minListeners, files?.listeners[days]),
  };
}

function liveVersionOf(
  { liveVersion }: TrainingTask,
  numbers: Numbers,
  tasks: readonly RankingTask[],
): TrainedModel | null {
  if (liveVersion === null) return null;
  const users = tasks.map(({ user }) => user);
  return liveVersionModel(decodeArtefact(liveVersion.artefact), liveVersion.objective, numbers, users);
}
