import { SETTINGS } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';
import type { CalibratedClassifier, ChurnArtefact } from '../model/churn-artefact.js';
import type { ChurnSettings } from '../settings.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { CalibratedModel } from './calibrated-model.js';
import { chooseAmong } from './chosen-model.js';
import type { ChosenModel } from './chosen-model.js';
import { PastModel } from './past-model.js';
import { stackSnapshots } from './stack-snapshots.js';
import { served } from './train-churn-model.js';
import type { OnProgress, Refitted, TrainingProgress } from './train-churn-model.js';
import type { TrainedChurnModel } from './trained-churn-model.js';
import type { TrainingPiece } from './train-churn.worker.js';
import type { ChurnTrainingData, PreparedRows, TrainingChoices } from './training-task.js';

const WORKER = compiledFile('./train-churn.worker.js', import.meta.url);

export interface TrainingWatch {
  /** Ends all threads when it fires; the promise then rejects. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Trains off the request thread: fitting keeps cores busy for seconds, while requests go on being answered. */
@Injectable()
export class ModelTrainer {
  constructor(@Inject(SETTINGS) private readonly settings: ChurnSettings) {}

  async train(data: ChurnTrainingData, watch: TrainingWatch): Promise<TrainedChurnModel> {
    return await trainInThreads(data, watch, this.settings.CHURN_TRAINING_THREADS);
  }

  /** The model that a retraining on `snapshots`, newest first, would make, without its report, to be evaluated on later days. */
  async trainOn(
    snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
    plan: ChurnDefinition & TrainingChoices,
    signal: AbortSignal,
  ): Promise<PastModel> {
    const [newest] = snapshots;
    const { snapshotDate } = newest;
    // Nobody asks a past model for other horizons, and what happened in them may have been unknown on its day.
    const horizons = [plan.labelDays];
    const data = { ...plan, ...stackSnapshots(snapshots, plan), horizons, snapshotDate, champion: null };
    const artefact = await chooseInThreads(data, signal, this.settings.CHURN_TRAINING_THREADS);
    return new PastModel(artefact, newest);
  }
}

/**
 * Fits each model and the hazard in a new thread each, up to `threads` at a time, then evaluates them in one, while what was chosen is
 * fitted to everybody in others; the first failure ends them all. The result is the same for any number of threads.
 */
export async function trainInThreads(
  data: ChurnTrainingData,
  watch: TrainingWatch,
  threads: number,
): Promise<TrainedChurnModel> {
  const described = (chosen: ChosenModel) => ({ evaluate: chosen });
  const { result, refitted } = await trainPieces(data, watch, threads, described);
  const { artefact, evaluation } = result as TrainedChurnModel;
  return { artefact: served(artefact, refitted), evaluation };
}

/** The artefact of {@link trainInThreads} alone. */
export async function chooseInThreads(
  data: ChurnTrainingData,
  signal: AbortSignal,
  threads: number,
): Promise<ChurnArtefact> {
  const watch = { signal, onProgress: () => undefined };
  const described = (chosen: ChosenModel) => ({ describe: chosen });
  const { result, refitted } = await trainPieces(data, watch, threads, described);
  return served(result as ChurnArtefact, refitted);
}

/** @returns what the thread answers to `describe`, and what was fitted again */
async function trainPieces(
  data: ChurnTrainingData,
  { signal, onProgress }: TrainingWatch,
  threads: number,
  describe: (chosen: ChosenModel) => TrainingPiece['work'],
): Promise<{ result: unknown; refitted: Refitted }> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  let prepared: PreparedRows | null = null;
  const run = async <Piece>(work: TrainingPiece['work']): Promise<Piece> => {
    const piece: TrainingPiece = { data, prepared, work };
    const onWord = (word: unknown) => onProgress(word as TrainingProgress);
    try {
      return await runInThread<Piece>(WORKER, piece, { signal: either, onWord });
    } catch (error) {
      // Of those that were ended, the promise tells the failure that ended them.
      if (!either.aborted) failure.abort(error);
      throw failure.signal.aborted ? failure.signal.reason : error;
    }
  };
  prepared = await run<PreparedRows>('prepare');

  // The hazard is a piece of its own, behind the models.
  const fits: TrainingPiece['work'][] = [...data.models.map((fit) => ({ fit })), 'fit horizons'];
  const fitted = await inTurns(fits, threads, (work) => run<CalibratedModel | HorizonsOfModel>(work));
  const horizons = fitted.pop() as HorizonsOfModel;
  const chosen = chooseAmong(fitted as CalibratedModel[], horizons);

  const lasts = [describe(chosen), { refit: chosen.chosen.fitted }, { refitHorizons: horizons }];
  const [result, model, refitted] = await inTurns(lasts, threads, (work) => run<unknown>(work));
  return {
    result,
    refitted: { served: model as CalibratedClassifier, horizons: refitted as HorizonsOfModel },
  };
}

/** Works on all of `items`, `atOnce` at a time; results in their order. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = [...items.entries()];
  const takeTurns = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return results;
}
