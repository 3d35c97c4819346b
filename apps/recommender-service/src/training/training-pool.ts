import { Injectable } from '@nestjs/common';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { PairTable } from '../interactions/pair-table.js';
import type { TrainingOutcome, TrainingProgress, TrainingTask } from './train-recommender.js';

/** A thread loads compiled JavaScript only: where this very file is TypeScript (under Jest) the built worker is taken. */
const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('../../../../dist/apps/recommender-service/src/training/training.worker.js', import.meta.url)
  : new URL('./training.worker.js', import.meta.url);

/** Trains off the request thread: a fit keeps one core busy for seconds to minutes, while requests go on being answered. */
@Injectable()
export class TrainingPool {
  /**
   * One training in a new thread, which ends with it and gives its memory back.
   * The arrays of the task move to the thread and are empty here afterwards. An aborted signal ends the thread at once.
   */
  async train(
    task: TrainingTask,
    signal: AbortSignal,
    onProgress: (progress: TrainingProgress) => void,
  ): Promise<TrainingOutcome> {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', onProgress);
    const tables = [task.table, ...(task.champion?.table ? [task.champion.table] : [])];
    const arrays = [task.devices, ...tables.flatMap(columnsOfTable)];
    const transferList = [port2, ...arrays.map((array) => array.buffer as ArrayBuffer)];
    const pool = new Piscina({ filename: WORKER.href, maxThreads: 1 });
    try {
      const options = { name: 'train', transferList, signal };
      return (await pool.run({ task, port: port2 }, options)) as TrainingOutcome;
    } finally {
      port1.close();
      await pool.destroy();
    }
  }
}

function columnsOfTable({ userIds, songIds, users, songs, weights, earlyWeights }: PairTable) {
  return [userIds, songIds, users, songs, weights, earlyWeights];
}
