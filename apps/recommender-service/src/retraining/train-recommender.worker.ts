import { liveVersionModel, renumberModel } from '../evaluation/live-version.js';
import { Moved } from '#common/threads';
import { RowCollector } from '#ml';
import type { SparseRows } from '#ml';
import { coldPlace } from '../evaluation/cold-place.js';
import type { ColdPlace } from '../evaluation/cold-place.js';
import { LEAST_SCALE } from '../evaluation/cold-scale.js';
import { evaluateHeldOut } from '../evaluation/held-out-evaluation.js';
import type { EvaluationPlan } from '../evaluation/evaluation-plan.js';
import { heldOutQuestion } from '../evaluation/hold-out.js';
import type { RankingTask } from '../evaluation/hold-out.js';
import { coldSongs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import { buildInteractionMatrix, countListeners, songIdsOf } from '../interactions/interaction-matrix.js';
import type { Days, InteractionMatrix, Numbering } from '../interactions/interaction-matrix.js';
import { LikedFiles } from '../interactions/liked-files.js';
import { recentBySong } from '../model/popularity.js';
import { decodeArtefact, encodeArtefact } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { baselinesBeside } from '../evaluation/baselines.js';
import { fitterOf } from '../engines/fitter.js';
import type { Fitter, LearnedDays } from '../engines/fitter.js';
import { withPopularity } from '../engines/popular-term.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { playedInFiles, playedInTable, servedPlaces, servedSongs } from './served-songs.js';
import type { ServedPlaces, ServedSongs } from './served-songs.js';
import type { HeldOutEvaluationDto } from '../evaluation/evaluation.dto.js';
import type { NextReportDto } from '../evaluation/next-report.dto.js';
import { countCoPlays, rowsOf } from '../sequence/co-plays.js';
import { judgeNext, notJudged } from '../sequence/judge-next.js';
import type { TrainedSizes } from '../evaluation/model-report.dto.js';
import type { FitTraceDto } from '../engines/fit-trace.dto.js';
import { learnSearchWeight } from '../searches/search-weight.js';
import { StepWatch } from './step-watch.js';
import type { Report } from './step-watch.js';
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
const SERVED_FIT = { step: 'fitting on all days', from: 0.64, to: 1 };

/** A training, in a thread of its own. */
export default async function train(task: TrainingTask, report: Report): Promise<Moved<TrainingOutcome>> {
  const outcome = await trainRecommender(task, await fitterOf(task.spark, task.workers), report);
  return new Moved(outcome, [outcome.artefact.buffer]);
}

/**
 * Fits on the early part and evaluates it on the held-out days, then fits again on all days: this second fit
 * is what is served. Pure but for the clock: the same task gives the same bytes, whatever the number of
 * workers.
 */
export async function trainRecommender(
  task: TrainingTask,
  fitter: Fitter,
  report: Report,
): Promise<TrainingOutcome> {
  const { table, files, minListeners } = task;
  const fit = fitterWithPopularity(fitter, task.popular);
  const watch = new StepWatch(report);
  const early = task.evaluation === null ? null : await evaluate(task, fit, task.evaluation, watch);
  const days = learnedDays(task, 'all', minListeners);
  const model = await watch.during(SERVED_FIT, (onShare) => fit(days, task.fit, onShare));
  const coldPlaced = early?.coldPlace ?? null;
  const cold = coldSongs(table, days.matrix, task.singers, task.lastDays.all, coldPlaced?.by);
  const places = servedPlaces(table, days.matrix, cold);
  const listeners = files?.listeners.all ?? countListeners(table, table.weights);
  const songs = servedSongs(model, places, listeners, cold, coldPlaced?.scale ?? LEAST_SCALE);
  const played =
    files === null ? playedInTable(table, places) : await playedInFiles(files, table.userIds.length, places);
  const next = early?.next ?? notJudged('No day could be held out.');
  const coPlays = servedCoPlays(task, next, songs.songIds);
  return {
    artefact: encode(task, model, { ...songs, played, coPlays }),
    sizes: sizes(task, places, cold),
    evaluation: early?.evaluation ?? null,
    coldPlace: coldPlaced,
    search: early?.search ?? null,
    next,
    fits: { early: early?.trace ?? null, served: model.trace },
    seconds: watch.seconds,
  };
}

async function evaluateNext(
  { table, fit, sequence, evaluation }: TrainingTask,
  model: TrainedModel,
  matrix: InteractionMatrix,
  watch: StepWatch,
): Promise<NextReportDto> {
  if (sequence === null) return notJudged('No play has a time of day, so the order of plays is not known.');
  const asked = { model, objective: fit, songIds: songIdsOf({ table, matrix }) };
  return await watch.during(NEXT_EVALUATION, () => Promise.resolve(judgeNext(asked, sequence, evaluation!)));
}

function servedCoPlays(
  { sequence }: TrainingTask,
  { coPlayWeight }: NextReportDto,
  songIds: BigInt64Array,
): SparseRows {
  if (sequence === null || coPlayWeight === 0) {
    return new RowCollector(songIds.length, songIds.length, 0).finish();
  }
  const { sessions } = sequence;
  return countCoPlays(sessions, rowsOf(sessions, songIds), songIds.length, coPlayWeight);
}

async function evaluate(
  task: TrainingTask,
  fit: Fitter,
  plan: EvaluationPlan,
  watch: StepWatch,
): Promise<
  Pick<TrainingOutcome, 'next' | 'search'> & {
    evaluation: HeldOutEvaluationDto;
    coldPlace: ColdPlace;
    trace: FitTraceDto;
  }
> {
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
  const next = await evaluateNext(task, model, early, watch);
  return { evaluation, coldPlace: coldPlaced, search, next, trace: model.trace };
}

function recentOf({ table, recent }: TrainingTask, matrix: InteractionMatrix): Uint32Array | null {
  return recent && recentBySong(recent, songIdsOf({ table, matrix }));
}

/** Models with the term of recent popularity that their parameters ask for. */
function fitterWithPopularity(fit: Fitter, popular: TrainingTask['popular']): Fitter {
  return async (learned, parameters, onShare) => {
    const model = await fit(learned, parameters, onShare);
    const { popularityWeight = 0, popularityDays = 0 } = parameters;
    const recent = popular?.[learned.days].get(popularityDays);
    if (popularityWeight === 0 || recent === undefined) return model;
    const listeners = recentBySong(recent, songIdsOf(learned));
    return withPopularity(model, learned.matrix.liked, listeners, popularityWeight);
  };
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

function learnedDays({ table, files }: TrainingPairs, days: Days, minListeners: number): LearnedDays {
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

function encode(
  { table, devices }: TrainingTask,
  model: TrainedModel,
  songs: ServedSongs & Pick<ModelArtefact, 'played' | 'coPlays'>,
): Uint8Array<ArrayBuffer> {
  const { factors, userFactors, factorShare } = model;
  return encodeArtefact({ factors, userIds: table.userIds, userFactors, factorShare, devices, ...songs });
}

function sizes({ table, liked }: TrainingTask, { warm }: ServedPlaces, cold: ColdSongs): TrainedSizes {
  return {
    users: table.userIds.length,
    usersWithHistory: liked.users,
    songs: warm.length,
    coldSongs: cold.songIds.length,
    songsLeftOut: table.songIds.length - warm.length - cold.tableSongs.filter((song) => song !== -1).length,
    likedPairs: liked.pairs,
  };
}
