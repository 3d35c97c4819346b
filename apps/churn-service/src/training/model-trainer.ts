import { SETTINGS } from '#common';
import type { ClassifierKind } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { ChurnSettings } from '../settings.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { CalibratedModel } from './calibrate.js';
import { chooseAmong } from './choose.js';
import type { ChosenModel } from './choose.js';
import { PastModel } from './past-model.js';
import type { ServedModel } from './refit.js';
import { stackSnapshots } from './stack-snapshots.js';
import type { OnProgress, TrainedChurnModel, TrainingPiece } from './train.worker.js';
import type { ChurnTrainingData, PreparedRows, TrainingChoices } from './prepare.js';
import { TrainingThreads } from './training-threads.js';
import type { PieceRunner } from './training-threads.js';

export interface TrainingWatch {
  /** Ends all threads when it fires; the promise then rejects. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/**
 * What else is done in the same threads, from the beginning on; `kind` is that of the chosen model, once
 * there is one.
 */
type Beside<Result> = (kind: Promise<ClassifierKind>, threads: PieceRunner) => Promise<Result>;

/** Trains off the request thread: fitting keeps cores busy for seconds, while requests go on being answered. */
@Injectable()
export class ModelTrainer {
  constructor(@Inject(SETTINGS) private readonly settings: ChurnSettings) {}

  /** The model of `data`, and what comes of `beside`. */
  async train<Result>(
    data: ChurnTrainingData,
    { signal, onProgress }: TrainingWatch,
    beside: Beside<Result>,
  ): Promise<{ trained: TrainedChurnModel; beside: Result }> {
    return await TrainingThreads.during(this.settings.CHURN_TRAINING_THREADS, signal, (threads) =>
      trainInThreads(data, threads, onProgress, beside),
    );
  }

  /** See {@link trainPast}. */
  async trainOn(
    snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
    plan: ChurnDefinition & TrainingChoices,
    signal: AbortSignal,
  ): Promise<PastModel> {
    return await TrainingThreads.during(this.settings.CHURN_TRAINING_THREADS, signal, (threads) =>
      trainPast(snapshots, plan, Promise.resolve(plan.models), threads),
    );
  }
}

/**
 * The model that a retraining on `snapshots`, newest first, would make, without its report, to be evaluated
 * on later days.
 * @param models to be fitted, some of those of the plan; its rows are made ready before they are known
 */
export async function trainPast(
  snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
  plan: ChurnDefinition & TrainingChoices,
  models: Promise<readonly ClassifierKind[]>,
  threads: PieceRunner,
): Promise<PastModel> {
  const [newest] = snapshots;
  const { snapshotDate } = newest;
  // No request asks a past model for other horizons, and what happened in them may have been unknown on its day.
  const horizons = [plan.labelDays];
  // Their owner reports a failure.
  models.catch(() => undefined);
  const stacked = await stackSnapshots(snapshots, plan);
  const data = { ...plan, ...stacked, horizons, snapshotDate };
  return new PastModel(await chooseInThreads(data, models, threads), newest);
}

/**
 * Fits each model and the hazard, each as a piece of its own, then evaluates them in one; what was chosen is
 * fitted to everybody in others, once it is known. The result is the same for any number of threads.
 */
export async function trainInThreads<Result>(
  data: ChurnTrainingData,
  threads: PieceRunner,
  onProgress: OnProgress,
  beside: Beside<Result>,
): Promise<{ trained: TrainedChurnModel; beside: Result }> {
  const kind = Promise.withResolvers<ClassifierKind>();
  const onChosen = kind.resolve;
  const models = Promise.resolve(data.models);
  const train = async () => {
    try {
      return await trainPieces({ data, models, threads, endsLast: true, onProgress, onChosen }, (chosen) => ({
        evaluate: chosen,
      }));
    } catch (error) {
      kind.reject(error);
      throw error;
    }
  };
  // It need not be asked for.
  kind.promise.catch(() => undefined);
  const [{ result, refitted }, other] = await Promise.all([train(), beside(kind.promise, threads)]);
  const { artefact, evaluation } = result as TrainedChurnModel;
  return { trained: { artefact: { ...artefact, ...refitted }, evaluation }, beside: other };
}

/** The artefact of {@link trainInThreads} alone. */
export async function chooseInThreads(
  data: ChurnTrainingData,
  models: Promise<readonly ClassifierKind[]>,
  threads: PieceRunner,
): Promise<ChurnArtefact> {
  const nobody = { onProgress: () => undefined, onChosen: () => undefined };
  const begun = { data, models, threads, endsLast: false, ...nobody };
  const { result, refitted } = await trainPieces(begun, (chosen) => ({ describe: chosen }));
  return { ...(result as ChurnArtefact), ...refitted };
}

/** What is fitted again to users of every side, once its recipe has been evaluated. */
interface Refitted extends ServedModel {
  readonly horizons: HorizonsOfModel;
}

/** One training in threads that work on others too. */
interface BegunTraining {
  readonly data: ChurnTrainingData;
  /** To be fitted, some of those of the data; waited for when rows are ready. */
  readonly models: Promise<readonly ClassifierKind[]>;
  readonly threads: PieceRunner;
  /** Whether nobody waits for it but who waits for all trainings. */
  readonly endsLast: boolean;
  readonly onProgress: OnProgress;
  /** Called with the choice before any piece that follows it has begun. */
  readonly onChosen: (kind: ClassifierKind) => void;
}

/** @returns what the thread answers to `describe`, and what was fitted again */
async function trainPieces(
  { data, models, threads, endsLast, onProgress, onChosen }: BegunTraining,
  describe: (chosen: ChosenModel) => TrainingPiece['work'],
): Promise<{ result: unknown; refitted: Refitted }> {
  let prepared: PreparedRows | null = null;
  const run = async <Piece>(work: TrainingPiece['work'], { isLast = false } = {}): Promise<Piece> =>
    await threads.run<Piece>({ data, prepared, work }, { isLast, onProgress });
  const last = { isLast: endsLast };
  prepared = await run<PreparedRows>('prepare');

  // The choice is made of the models alone, so the hazard, a piece of its own, need not be waited for.
  const fits = (await models).map((fit) => run<CalibratedModel>({ fit }));
  const choice = Promise.all(fits).then(chooseAmong);
  const hazard = run<HorizonsOfModel>('fit horizons');

  const describeAll = async () => {
    const chosen = { ...(await choice), horizons: await hazard };
    return await run<unknown>(describe(chosen), last);
  };
  const refitChosen = async () => {
    const { fitted } = (await choice).chosen;
    onChosen(fitted.kind);
    return await run<ServedModel>({ refit: fitted }, last);
  };
  const refitHazard = async () => await run<HorizonsOfModel>({ refitHorizons: await hazard }, last);
  const [result, model, horizons] = await Promise.all([describeAll(), refitChosen(), refitHazard()]);
  return { result, refitted: { ...model, horizons } };
}
