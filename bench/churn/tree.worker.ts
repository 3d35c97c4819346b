import { parentPort } from 'node:worker_threads';
import { SharedCrewMember, binColumns, growForestPart, trainBoosting } from '#ml';
import type { BinnedTable, BoostingOptions, DenseMatrix, ForestOptions } from '#ml';

/** One thread of a training: bins its columns, then boosts with the others or grows its trees of the forest. */
export interface TreeWork {
  readonly kind: 'boosting' | 'forest';
  readonly x: DenseMatrix;
  readonly labels: Uint8Array;
  readonly table: BinnedTable;
  readonly memory: SharedArrayBuffer;
  readonly index: number;
  readonly threads: number;
  readonly trainRows: Int32Array;
  readonly validationRows: Int32Array;
  readonly boosting: Partial<BoostingOptions>;
  readonly forest: Partial<ForestOptions> & { trees: number };
}

parentPort!.on('message', (work: TreeWork) => {
  const { x, labels, table, index, threads } = work;
  const member = new SharedCrewMember(work.memory, index, threads, x.columns);
  binColumns(x, table, member.fromColumn, member.toColumn);
  member.meet();
  if (work.kind === 'boosting') {
    const { trainRows, validationRows, boosting: options } = work;
    const fit = trainBoosting({ table, labels, trainRows, validationRows, options, member });
    parentPort!.postMessage(index === 0 ? fit : null);
  } else {
    const { trees } = work.forest;
    const cut = (k: number) => Math.floor((k * trees) / threads);
    const task = { table, labels, trainRows: work.trainRows, options: work.forest };
    parentPort!.postMessage(growForestPart(task, cut(index), cut(index + 1)));
  }
});
