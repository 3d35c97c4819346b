import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { crewMemory, emptyBinnedTable, joinForest } from '#ml';
import type { BoostingFit, ForestFit, ForestPart } from '#ml';
import type { ChurnTable } from './churn-table.js';
import type { TreeWork } from './tree.worker.js';

type Work = Pick<TreeWork, 'kind' | 'boosting' | 'forest' | 'trainRows' | 'validationRows'>;

/** Trains from the raw table to the model in this thread, on threads that wait for work, as those of a pool do. */
export async function trainBoostingOn(threads: number, data: ChurnTable, work: Work): Promise<BoostingFit> {
  const [fit] = await runAll<BoostingFit>(threads, data, work);
  return fit!;
}

export async function trainForestOn(threads: number, data: ChurnTable, work: Work): Promise<ForestFit> {
  const table = emptyBinnedTable(data.x.rows, data.x.columns);
  const parts = await runAll<ForestPart>(threads, data, work, table);
  return joinForest({ table, labels: data.labels, trainRows: work.trainRows, options: work.forest }, parts);
}

async function runAll<Result>(
  threads: number,
  { x, labels }: ChurnTable,
  work: Work,
  table = emptyBinnedTable(x.rows, x.columns),
): Promise<Result[]> {
  const memory = crewMemory(threads);
  while (pool.length < threads) pool.push(new Worker(new URL('./tree.worker.js', import.meta.url)));
  return Promise.all(
    pool.slice(0, threads).map(async (worker, index) => {
      const message: TreeWork = { ...work, x, labels, table, memory, index, threads };
      const answer = once(worker, 'message');
      worker.postMessage(message);
      return ((await answer) as [Result])[0];
    }),
  );
}

const pool: Worker[] = [];

/** Ends the threads that wait. */
export async function endThreads(): Promise<void> {
  await Promise.all(pool.splice(0).map((worker) => worker.terminate()));
}
