import { Injectable } from '@nestjs/common';
import { MessageChannel } from 'node:worker_threads';
import type { PairTable } from '../interactions/pair-table.js';
import type { TuningOutcome, TuningTask } from '../tuning/tune-recommender.js';
import { runInThread } from './compute-thread.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './train-recommender.js';

/** Fits off the request thread: it keeps the cores busy for seconds to minutes, while requests go on being answered. */
@Injectable()
export class TrainingPool {
  /**
   * One training in a new thread, which ends with it and gives its memory back.
   * The arrays of the task move to the thread and are empty here afterwards. An aborted signal ends the thread at once.
   */
  train(task: TrainingTask, signal: AbortSignal, onProgress: OnProgress): Promise<TrainingOutcome> {
    const tables = [task.table, ...(task.champion?.table ? [task.champion.table] : [])];
    return inThread('train', task, [task.devices, ...tables.flatMap(columnsOfTable)], signal, onProgress);
  }

  /** One search for parameters in a new thread; otherwise like {@link train}. */
  tune(task: TuningTask, signal: AbortSignal, onProgress: OnProgress): Promise<TuningOutcome> {
    const arrays = task.tables.flatMap(({ table }) => columnsOfTable(table));
    return inThread('tune', task, arrays, signal, onProgress);
  }
}

type OnProgress = (progress: TrainingProgress) => void;

async function inThread<Outcome>(
  name: 'train' | 'tune',
  task: object,
  arrays: { buffer: ArrayBufferLike }[],
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', onProgress);
  const transferList = [port2, ...arrays.map((array) => array.buffer as ArrayBuffer)];
  try {
    return await runInThread<Outcome>(name, { task, port: port2 }, { transferList, signal });
  } finally {
    port1.close();
  }
}

function columnsOfTable({ userIds, songIds, users, songs, weights, earlyWeights }: PairTable) {
  return [userIds, songIds, users, songs, weights, earlyWeights];
}
