import { Worker } from 'node:worker_threads';
import { crewMemory, emptyBinnedTable, joinForest } from '#ml';
import type { BoostingFit, ForestFit, ForestPart } from '#ml';
import type { ChurnTable } from './churn-table.js';
import type { TreeWork } from './tree.worker.js';

type Work = Pick<TreeWork, 'kind' | 'boosting' | 'forest' | 'trainRows' | 'validationRows'>;

/** Trains from the raw table to the model in this thread, start of the threads included. */
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
  return Promise.all(
    Array.from({ length: threads }, (_, index) => {
      const workerData: TreeWork = { ...work, x, labels, table, memory, index, threads };
      return new Promise<Result>((resolve, reject) => {
        const worker = new Worker(new URL('./tree.worker.js', import.meta.url), { workerData });
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
}
