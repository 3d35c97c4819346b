import type { BinnedTable } from './binned-table.js';
import { COLUMN_STRIDE, MISSING_BIN } from './feature-bins.js';
import { ForestTreeGrower } from './forest-tree.js';
import type { ForestTree } from './forest-tree.js';
import { LEAF, ensembleOf } from './tree-ensemble.js';
import type { TreeEnsemble, TreeNodes } from './tree-ensemble.js';

export interface ForestOptions {
  /** Default 300. */
  trees: number;
  /** Drawn rows that each leaf must have. Default 5. */
  minLeafRows: number;
  /** Columns looked at for each split. Default: the square root of all, rounded down. */
  triedColumns?: number;
  /** Default: no limit. */
  maxDepth: number;
  seed: number;
}

export const DEFAULT_FOREST: ForestOptions = { trees: 300, minLeafRows: 5, maxDepth: Infinity, seed: 0 };

export interface ForestTask {
  readonly table: BinnedTable;
  /** 0 or 1, one for each row of the table. */
  readonly labels: Uint8Array;
  /** Rows to learn from; all of them when left out. */
  readonly trainRows?: ArrayLike<number>;
  readonly options?: Partial<ForestOptions>;
}

/** Some trees of a forest and what they say about the rows they have not seen. */
export interface ForestPart {
  readonly fromTree: number;
  /** Leaf values are the rates of the leaves, not yet divided by the number of trees. */
  readonly trees: readonly TreeNodes[];
  /** By row of the table: sum of leaf rates in units of 2^-30 over the trees that did not draw the row; whole numbers, so that sums do not depend on their order. */
  readonly outOfBagSum: Float64Array;
  /** By row of the table: how many trees those are. */
  readonly outOfBagTrees: Uint32Array;
}

export interface ForestFit {
  /** Mean of leaf rates: probability of label 1. */
  readonly ensemble: TreeEnsemble;
  /** By row of the table: mean leaf rate over the trees that did not draw it; NaN where there is none. */
  readonly outOfBag: Float64Array;
}

const RATE_UNIT = 1073741824;

/** Trains a whole random forest (Breiman 2001) in this thread: {@link growForestPart} for all trees, joined. */
export function trainForest(task: ForestTask, onTree?: (trees: number) => void): ForestFit {
  const { trees } = { ...DEFAULT_FOREST, ...task.options };
  return joinForest(task, [growForestPart(task, 0, trees, onTree)]);
}

/**
 * Grows trees `fromTree` to `toTree` (exclusive) of a forest. Parts grown on any threads, in any split, join to the same
 * bytes. `onTree` hears of each tree; what it throws ends the work. Throws RangeError for labels that do not fit.
 */
export function growForestPart(
  task: ForestTask,
  fromTree: number,
  toTree: number,
  onTree?: (trees: number) => void,
): ForestPart {
  const { table, labels } = task;
  const options = { ...DEFAULT_FOREST, ...task.options };
  const { columns } = table.bins;
  if (labels.length !== table.rows) throw new RangeError(`${labels.length} labels for ${table.rows} rows`);
  if (labels.some((label) => label > 1)) throw new RangeError('labels are 0 or 1');
  const trainRows = Uint32Array.from(task.trainRows ?? Array.from({ length: table.rows }, (_, i) => i));
  if (trainRows.length === 0) throw new RangeError('a forest needs at least one row');
  const triedColumns = options.triedColumns ?? Math.max(1, Math.floor(Math.sqrt(columns)));
  const grower = new ForestTreeGrower(table, labels, trainRows, { ...options, triedColumns });
  const outOfBagSum = new Float64Array(table.rows);
  const outOfBagTrees = new Uint32Array(table.rows);
  const trees: TreeNodes[] = [];
  for (let t = fromTree; t < toTree; t++) {
    const tree = grower.grow(options.seed, t);
    addOutOfBag(table, tree, outOfBagSum, outOfBagTrees);
    trees.push(compact(tree.nodes));
    onTree?.(trees.length);
  }
  return { fromTree, trees, outOfBagSum, outOfBagTrees };
}

/** Joins the parts of one forest, whatever their order. Throws RangeError when trees are missing. */
export function joinForest(task: ForestTask, parts: readonly ForestPart[]): ForestFit {
  const ordered = [...parts].sort((a, b) => a.fromTree - b.fromTree);
  const count = ordered.reduce((expected, part) => {
    if (part.fromTree !== expected) throw new RangeError(`tree ${expected} of the forest is missing`);
    return expected + part.trees.length;
  }, 0);
  const trees = ordered.flatMap((part) =>
    part.trees.map((tree) => ({ ...tree, value: Float64Array.from(tree.value, (rate) => rate / count) })),
  );
  const outOfBag = new Float64Array(task.table.rows);
  for (let row = 0; row < outOfBag.length; row++) {
    let sum = 0;
    let seen = 0;
    for (const part of ordered) {
      sum += part.outOfBagSum[row]!;
      seen += part.outOfBagTrees[row]!;
    }
    outOfBag[row] = sum / RATE_UNIT / seen;
  }
  const { columns } = task.table.bins;
  return { ensemble: ensembleOf(trees, { output: 'probability', columns, base: 0 }), outOfBag };
}

function compact(tree: TreeNodes): TreeNodes {
  return {
    length: tree.length,
    feature: Int16Array.from(tree.feature),
    threshold: Float64Array.from(tree.threshold),
    missingLeft: Uint8Array.from(tree.missingLeft),
    left: Int32Array.from(tree.left),
    value: Float64Array.from(tree.value),
    cover: Float64Array.from(tree.cover),
    gain: Float64Array.from(tree.gain),
  };
}

function addOutOfBag(
  table: BinnedTable,
  { nodes, bins, outOfBag }: ForestTree,
  sums: Float64Array,
  trees: Uint32Array,
): void {
  const { codes } = table;
  const { columns } = table.bins;
  const feature = Int32Array.from(nodes.feature);
  const left = Int32Array.from(nodes.left);
  const last = Int32Array.from(feature, (column, node) => column * COLUMN_STRIDE + bins[node]!);
  const missing = Int32Array.from(feature, (column, node) =>
    nodes.missingLeft[node] === 1 ? column * COLUMN_STRIDE + MISSING_BIN : -1,
  );
  for (let i = 0; i < outOfBag.length; i++) {
    const row = outOfBag[i]!;
    let node = 0;
    while (feature[node] !== LEAF) {
      const code = codes[row * columns + feature[node]!]!;
      node = left[node]! + (code <= last[node]! || code === missing[node] ? 0 : 1);
    }
    sums[row]! += Math.round(nodes.value[node]! * RATE_UNIT);
    trees[row]!++;
  }
}
