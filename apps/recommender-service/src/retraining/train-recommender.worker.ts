import { Moved } from '#common/threads';
import { RowCollector } from '#ml';
import { fitterOf } from '../engines/fitter.js';
import type { Fitter } from '../engines/fitter.js';
import { withPopularity } from '../engines/popular-term.js';
import type { TrainedModel } from '../engines/training-engine.js';
import { LEAST_SCALE } from '../evaluation/cold-scale.js';
import type { TrainedSizes } from '../evaluation/model-report.dto.js';
import type { NextReportDto } from '../evaluation/next-report.dto.js';
import { coldSongs } from '../interactions/cold-songs.js';
import type { ColdSongs } from '../interactions/cold-songs.js';
import { countListeners, songIdsOf } from '../interactions/interaction-matrix.js';
import { encodeArtefact } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { recentBySong } from '../model/popularity.js';
import { MOST_SPACING } from '../model/serving-rule.js';
import { CoPlays } from '../sequence/co-plays.js';
import { notJudged } from '../sequence/judge-next.js';
import { singerHabit } from '../sequence/singer-habit.js';
import { evaluateEarly, learnedDays } from './evaluate-early.js';
import { playedInFiles, playedInTable, servedPlaces, servedSongs } from './served-songs.js';
import type { ServedPlaces, ServedSongs } from './served-songs.js';
import { StepWatch } from './step-watch.js';
import type { Report } from './step-watch.js';
import type { TrainingOutcome, TrainingTask } from './training-task.js';

/** The last step, with the share of the time that it begins and ends at, about. */
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
  const { table, files } = task;
  const fit = fitterWithPopularity(fitter, task.popular);
  const watch = new StepWatch(report);
  const early = task.evaluation === null ? null : await evaluateEarly(task, fit, task.evaluation, watch);
  const { model, matrix } = await fitServed(task, fit, watch);
  const coldPlaced = early?.coldPlace ?? null;
  const cold = coldSongs(table, matrix, task.singers, task.lastDays.all, coldPlaced?.by);
  const sessions = task.sequence?.sessions ?? null;
  const places = servedPlaces(table, matrix, cold, sessions?.songIds);
  const listeners = files?.listeners.all ?? countListeners(table, table.weights);
  const songs = servedSongs(model, places, listeners, cold, coldPlaced?.scale ?? LEAST_SCALE);
  const played =
    files === null ? playedInTable(table, places) : await playedInFiles(files, table.userIds.length, places);
  const way = early?.next ?? notJudged('No day could be held out.', sessions);
  const { coPlays, ...habit } = servedCoPlays(task, way, songs.songIds);
  return {
    artefact: encode(task, model, { ...songs, played, coPlays }),
    sizes: sizes(task, places, cold),
    evaluation: early?.evaluation ?? null,
    coldPlace: coldPlaced,
    search: early?.search ?? null,
    next: { ...way, ...habit },
    fits: { early: early?.trace ?? null, served: model.trace },
    seconds: watch.seconds,
  };
}

/** With the songs of the matrix: its pairs are let go. */
async function fitServed(task: TrainingTask, fit: Fitter, watch: StepWatch) {
  const days = learnedDays(task, 'all', task.minListeners);
  const model = await watch.during(SERVED_FIT, (onShare) => fit(days, task.fit, onShare));
  const { songOf, tableSongs } = days.matrix;
  return { model, matrix: { songOf, tableSongs } };
}

function servedCoPlays(
  { sequence, singers }: TrainingTask,
  { coPlayWeight: weight, singerPlays }: Pick<NextReportDto, 'coPlayWeight' | 'singerPlays'>,
  songIds: BigInt64Array,
) {
  const none = new RowCollector(songIds.length, songIds.length, 0).finish();
  if (sequence === null) return { coPlays: none, sameSinger: null, singerSpacing: MOST_SPACING };
  const coPlays = new CoPlays(sequence.sessions, songIds, singers);
  return {
    coPlays: weight === 0 ? none : coPlays.weights({ singerPlays, weight }),
    ...singerHabit(sequence.sessions, coPlays),
  };
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
