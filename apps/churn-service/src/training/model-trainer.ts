import { SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ChurnSettings } from '../settings.js';
import { compiledWorker } from '../threads/compiled-worker.js';
import type { FittedModel } from './fit-model.js';
import type { OnProgress, TrainedChurnModel, TrainingProgress } from './train-churn-model.js';
import type { TrainingPiece } from './train-churn.worker.js';
import type { ChurnTrainingData } from './training-task.js';

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
}

/**
 * Fits the models in up to `threads` new threads, then judges them in one; they end with the training and give their memory
 * back. The result is the same for any number of threads.
 */
export async function trainInThreads(
  data: ChurnTrainingData,
  { signal, onProgress }: TrainingWatch,
  threads: number,
): Promise<TrainedChurnModel> {
  const pool = new Piscina({
    filename: compiledWorker('training/train-churn.worker.js').href,
    maxThreads: threads,
  });
  // The first failure ends the other fits.
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const run = async <Result>(work: TrainingPiece['work']): Promise<Result> => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (progress: TrainingProgress) => onProgress(progress));
    try {
      const piece: TrainingPiece = { data, work, told: port2 };
      return (await pool.run(piece, { signal: either, transferList: [port2] })) as Result;
    } catch (error) {
      // Of those that were ended, the promise tells the failure that ended them.
      if (!either.aborted) failure.abort(error);
      throw failure.signal.aborted ? failure.signal.reason : error;
    } finally {
      port1.close();
    }
  };
  try {
    const fits = data.models.map((kind) => run<FittedModel>({ fit: kind }));
    // All of them: a pool that is destroyed while a thread answers fails in its own way.
    await Promise.allSettled(fits);
    return await run<TrainedChurnModel>({ judge: await Promise.all(fits) });
  } finally {
    await pool.destroy();
  }
}
