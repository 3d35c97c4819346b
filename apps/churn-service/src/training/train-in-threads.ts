import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { LabelledSnapshot } from '../dataset/snapshot-reader.js';
import type { ChurnArtefact } from '../model/churn-artefact.js';
import { chooseOf, blendable } from './blend.js';
import { PastModel } from './past-model.js';
import { stackSnapshots } from './stack-snapshots.js';
import type { OnProgress, PieceInput, PieceName, TrainedChurnModel } from './train.worker.js';
import type { ChurnTrainingData, PreparedRows, TrainingChoices } from './prepare.js';
import type { PieceRunner } from './training-threads.js';

/**
 * The model that a retraining on `snapshots`, newest first, would make, without its report, to be evaluated
 * on later days. Its weights in a blend are of its own days too.
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
 * Fits each model and the hazard, each as a piece of its own, blends the models, then evaluates all in one; what
 * was chosen is fitted to everybody in others, once it is known. The result is the same for any number of threads.
 */
export async function trainInThreads(
  data: ChurnTrainingData,
  threads: PieceRunner,
  onProgress: OnProgress,
): Promise<TrainedChurnModel> {
  const { result, refitted } = await trainPieces('evaluate', data, threads, onProgress);
  return { artefact: { ...result.artefact, ...refitted }, evaluation: result.evaluation };
}

/** The artefact of {@link trainInThreads} alone. */
export async function chooseInThreads(data: ChurnTrainingData, threads: PieceRunner): Promise<ChurnArtefact> {
  const { result, refitted } = await trainPieces('describe', data, threads, () => undefined);
  return { ...result, ...refitted };
}

/**
 * One training in threads that work on others too. Only the end of all trainings waits for one that is evaluated.
 * @returns what the last piece makes of the choice, and what is fitted again to users of every side
 */
async function trainPieces<Last extends 'evaluate' | 'describe'>(
  last: Last,
  data: ChurnTrainingData,
  threads: PieceRunner,
  onProgress: OnProgress,
) {
  let prepared: PreparedRows | null = null;
  const run = <Name extends PieceName>(name: Name, input: PieceInput<Name>, isLast = false) =>
    threads.run({ data, prepared, name, input }, { isLast, onProgress });
  const endsLast = last === 'evaluate';
  prepared = await run('prepare', undefined);

  // The choice is made of the models alone, so the hazard, a piece of its own, need not be waited for.
  const choice = Promise.all(data.models.map((kind) => run(kind, undefined))).then(async (models) => {
    const blended = blendable(models);
    const what = blended.map(({ fitted, line, validation }) => ({ fitted, line, validation }));
    return chooseOf(models, blended, await run('blend', what));
  });
  const hazard = run('fit horizons', undefined);
  const describeAll = async () => await run(last, { ...(await choice), horizons: await hazard }, endsLast);
  const [result, model, horizons] = await Promise.all([
    describeAll(),
    choice.then(({ chosen }) => run('refit', chosen.fitted, endsLast)),
    hazard.then((fitted) => run('refit horizons', fitted, endsLast)),
  ]);
  return { result, refitted: { ...model, horizons } };
}
