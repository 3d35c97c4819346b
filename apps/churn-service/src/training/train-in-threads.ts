import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { LabelledSnapshot } from '../dataset/labelled-snapshots.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import type { HorizonsOfModel } from '../model/horizon-model.js';
import type { CalibratedModel } from './calibrate.js';
import { chooseAmong } from './choose.js';
import type { ChosenModel } from './choose.js';
import { PastModel } from './past-model.js';
import type { ServedModel } from './refit.js';
import { stackSnapshots } from './stack-snapshots.js';
import type { OnProgress, TrainedChurnModel, TrainingPiece } from './train.worker.js';
import type { ChurnTrainingData, PreparedRows, TrainingChoices } from './prepare.js';
import type { PieceRunner } from './training-threads.js';

/**
 * The model that a retraining on `snapshots`, newest first, would make, without its report, to be evaluated
 * on later days. Its kind is chosen on its own days too.
 */
export async function trainPast(
  snapshots: readonly [LabelledSnapshot, ...LabelledSnapshot[]],
  plan: ChurnDefinition & TrainingChoices,
  threads: PieceRunner,
): Promise<PastModel> {
  const [newest] = snapshots;
  const { snapshotDate } = newest;
  // No request asks a past model for other horizons, and what happened in them may have been unknown on its day.
  const horizons = [plan.labelDays];
  const stacked = await stackSnapshots(snapshots, plan);
  const data = { ...plan, ...stacked, horizons, snapshotDate };
  return new PastModel(await chooseInThreads(data, threads), newest);
}

/**
 * Fits each model and the hazard, each as a piece of its own, then evaluates them in one; what was chosen is
 * fitted to everybody in others, once it is known. The result is the same for any number of threads.
 */
export async function trainInThreads(
  data: ChurnTrainingData,
  threads: PieceRunner,
  onProgress: OnProgress,
): Promise<TrainedChurnModel> {
  const begun = { data, threads, endsLast: true, onProgress };
  const { result, refitted } = await trainPieces(begun, (chosen) => ({ evaluate: chosen }));
  const { artefact, evaluation } = result as TrainedChurnModel;
  return { artefact: { ...artefact, ...refitted }, evaluation };
}

/** The artefact of {@link trainInThreads} alone. */
export async function chooseInThreads(data: ChurnTrainingData, threads: PieceRunner): Promise<ChurnArtefact> {
  const begun = { data, threads, endsLast: false, onProgress: () => undefined };
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
  readonly threads: PieceRunner;
  /** Whether only the end of all trainings waits for it. */
  readonly endsLast: boolean;
  readonly onProgress: OnProgress;
}

/** @returns what the thread answers to `describe`, and what was fitted again */
async function trainPieces(
  { data, threads, endsLast, onProgress }: BegunTraining,
  describe: (chosen: ChosenModel) => TrainingPiece['work'],
): Promise<{ result: unknown; refitted: Refitted }> {
  let prepared: PreparedRows | null = null;
  const run = async <Piece>(work: TrainingPiece['work'], { isLast = false } = {}): Promise<Piece> =>
    await threads.run<Piece>({ data, prepared, work }, { isLast, onProgress });
  const last = { isLast: endsLast };
  prepared = await run<PreparedRows>('prepare');

  // The choice is made of the models alone, so the hazard, a piece of its own, need not be waited for.
  const fits = data.models.map((fit) => run<CalibratedModel>({ fit }));
  const choice = Promise.all(fits).then(chooseAmong);
  const hazard = run<HorizonsOfModel>('fit horizons');

  const describeAll = async () => {
    const chosen = { ...(await choice), horizons: await hazard };
    return await run<unknown>(describe(chosen), last);
  };
  const refitChosen = async () => {
    const { fitted } = (await choice).chosen;
    return await run<ServedModel>({ refit: fitted }, last);
  };
  const refitHazard = async () => await run<HorizonsOfModel>({ refitHorizons: await hazard }, last);
  const [result, model, horizons] = await Promise.all([describeAll(), refitChosen(), refitHazard()]);
  return { result, refitted: { ...model, horizons } };
}
