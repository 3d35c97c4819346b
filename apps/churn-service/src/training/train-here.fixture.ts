import type { ChurnArtefact } from '../model/churn-artefact.js';
import { chooseInThreads, trainInThreads } from './train-in-threads.js';
import train from './train.worker.js';
import type { OnProgress, PieceName, PieceResult, TrainedChurnModel, TrainingPiece } from './train.worker.js';
import type { ChurnTrainingData } from './prepare.js';
import type { PieceRunner } from './training-threads.js';

/** Does each piece at once in this thread. */
const here: PieceRunner = {
  run: <Name extends PieceName>(piece: TrainingPiece<Name>, { onProgress }: { onProgress: OnProgress }) =>
    Promise.resolve(train(piece as TrainingPiece, onProgress) as PieceResult<Name>),
};

/** Trains in this thread. */
export async function trainHere(data: ChurnTrainingData): Promise<TrainedChurnModel> {
  return await trainInThreads(data, here, () => undefined);
}

/** The same without its report. */
export async function chooseHere(data: ChurnTrainingData): Promise<ChurnArtefact> {
  return await chooseInThreads(data, here);
}
