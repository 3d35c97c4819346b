import { ones } from '../evaluation/weighted-mean.js';
import type { BinnedTable } from './binned-table.js';
import { ForestTreeGrower } from './forest-tree.js';
import { storedTree } from './grown-tree.js';
import { ensembleOf, LEAF } from './tree-ensemble.js';
import type { TreeEnsemble, TreeNodes } from './tree-ensemble.js';

export interface ForestOptions {
  /** Default 300. */
  trees: number;
  /** Drawn rows that each leaf must have. Default 5. */
  minLeafRows: number;
  /** Rows drawn for each tree at most, of those there are. Default: no limit, as many as there are. */
  mostDrawn: number;
  seed: number;
}

const DEFAULT_FOREST: ForestOptions = {
  trees: 300,
  minLeafRows: 5,
  mostDrawn: Infinity,
  seed: 0,
};

interface ForestTask {
  readonly table: BinnedTable;
  /** 0 or 1, one for each row of the table. */
  readonly labels: Uint8Array;
  /** By which rows are drawn; default: all alike. */
  readonly weights?: Float64Array;
  /** Rows to learn from; all of them when left out. */
  readonly trainRows?: ArrayLike<number>;
  readonly options?: Partial<ForestOptions>;
  /** Called after each tree; what it throws ends the training. */
  readonly onTree?: (trees: number) => void;
}

/**
 * Trains a random forest (Breiman 2001): its output is the mean of leaf rates, the probability of label 1. Each split
 * looks at the square root of all columns, rounded down.
 * Throws RangeError for labels that do not fit.
 */
export function trainForest(task: ForestTask): TreeEnsemble {
  const { table, labels, weights = ones(table.rows), onTree } = task;
  const options = { ...DEFAULT_FOREST, ...task.options };
  const { columns } = table.bins;
  if (labels.length !== table.rows) throw new RangeError(`${labels.length} labels for ${table.rows} rows`);
  if (labels.some((label) => label > 1)) throw new RangeError('labels are 0 or 1');
  const trainRows = Uint32Array.from(task.trainRows ?? Array.from({ length: table.rows }, (_, i) => i));
  if (trainRows.length === 0) throw new RangeError('a forest needs at least one row');
  const triedColumns = Math.max(1, Math.floor(Math.sqrt(columns)));
  const grower = new ForestTreeGrower(table, { labels, weights }, trainRows, { ...options, triedColumns });
  const trees: TreeNodes[] = [];
  for (let t = 0; t < options.trees; t++) {
    const nodes = grower.grow(options.seed, t);
    const drawn = Float64Array.from(nodes, ({ hessian }) => hessian);
    // The share of the tree in the mean.
    const rates = Float64Array.from(nodes, ({ feature, gradient, hessian }) =>
      feature === LEAF ? gradient / hessian / options.trees : 0,
    );
    trees.push(storedTree(nodes, rates, drawn, table));
    onTree?.(trees.length);
  }
  return ensembleOf(trees, { output: 'probability', columns, base: 0 });
}
