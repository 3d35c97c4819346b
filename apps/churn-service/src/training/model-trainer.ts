import { Injectable } from '@nestjs/common';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { trainChurnModel } from './train-churn-model.js';
import type { ChurnTrainingData, TrainedChurnModel } from './train-churn-model.js';

/** A worker thread loads compiled JavaScript only: where this very file is TypeScript (under Jest) there is none beside it. */
const COMPILED = !import.meta.url.endsWith('.ts');

/** Trains off the request thread: fitting keeps one core busy for seconds, while requests go on being answered. */
@Injectable()
export class ModelTrainer {
  /** @param signal ends the thread when it fires; the returned promise then rejects */
  async train(
    data: ChurnTrainingData,
    { signal, onStep }: { signal: AbortSignal; onStep: (step: string) => void },
  ): Promise<TrainedChurnModel> {
    if (!COMPILED) return trainChurnModel(data, onStep);
    return await trainInWorker(new URL('./train-churn.worker.js', import.meta.url), data, { signal, onStep });
  }
}

/** Runs one training in a new thread, which ends with it and gives its memory back. */
export async function trainInWorker(
  worker: URL,
  data: ChurnTrainingData,
  { signal, onStep }: { signal: AbortSignal; onStep: (step: string) => void },
): Promise<TrainedChurnModel> {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', onStep);
  const pool = new Piscina({ filename: worker.href, maxThreads: 1 });
  try {
    return (await pool.run({ data, steps: port2 }, { signal, transferList: [port2] })) as TrainedChurnModel;
  } finally {
    port1.close();
    await pool.destroy();
  }
}
