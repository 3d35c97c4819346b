import { ones } from '../evaluation/weighted-mean.js';
import { softplus } from '../linear/sigmoid.js';
import { SeededRandom } from '../random/seeded-random.js';
import type { BinnedTable } from './binned-table.js';
import { addBinnedTree } from './binned-traversal.js';
import { storedTree } from './grown-tree.js';
import type { GrownNode } from './grown-tree.js';
import { LeafWiseGrower } from './leaf-wise-tree.js';
import { MAX_PACKED_ROWS, packGradients } from './packed-gradients.js';
import { LEAF, ensembleOf } from './tree-ensemble.js';
import type { TreeEnsemble, TreeNodes } from './tree-ensemble.js';

export interface BoostingOptions {
  /** Most trees. Default 500. */
  trees: number;
  /** Default 0.05. */
  learningRate: number;
  /** Default 31. */
  maxLeaves: number;
  /** Training rows each leaf must have, whatever they weigh. Default 20. */
  minLeafRows: number;
  /** Penalty on squared leaf values. Default 0. */
  l2: number;
  /** Share of rows drawn without replacement for each tree. Default 1. */
  rowShare: number;
  /** Share of columns drawn for each tree. Default 1. */
  columnShare: number;
  /** Stop after this many trees without a lower log loss on the validation rows. Default 10. */
  patience: number;
  seed: number;
}

const TWO_POW_32 = 4294967296;
/** Least sum of curvatures p (1 - p) in a leaf. */
const LEAST_HESSIAN = 1e-3;

const DEFAULT_BOOSTING: BoostingOptions = {
  trees: 500,
  learningRate: 0.05,
  maxLeaves: 31,
  minLeafRows: 20,
  l2: 0,
  rowShare: 1,
  columnShare: 1,
  patience: 10,
  seed: 0,
};

interface BoostingTask {
  readonly table: BinnedTable;
  /** 0 or 1, one for each row of the table. */
  readonly labels: Uint8Array;
  /** As how many rows each one counts in the loss; default 1. */
  readonly weights?: Float64Array;
  /** Rows to learn from; all of them when left out. */
  readonly trainRows?: ArrayLike<number>;
  /** Rows, not among `trainRows`, whose log loss decides when to stop; none: all trees are grown. */
  readonly validationRows?: ArrayLike<number>;
  readonly options?: Partial<BoostingOptions>;
  /** Called after each tree; what it throws ends the training, which is how one is cancelled. */
  readonly onTree?: (trees: number) => void;
}

export interface BoostingFit {
  /** Log-odds of label 1; only the trees up to the lowest validation loss. */
  readonly ensemble: TreeEnsemble;
  /** Mean log loss on the validation rows after each tree, also of those that were dropped. */
  readonly validationLogLoss: Float64Array;
}

/**
 * Gradient boosting for log loss with second-order leaf values on histograms (Friedman 2001; Chen and Guestrin 2016;
 * Ke et al. 2017). The result is the same bytes for the same task. Throws RangeError for labels that do not
 * fit or of one class only.
 */
export function trainBoosting(task: BoostingTask): BoostingFit {
  const { table, labels, weights = ones(table.rows), onTree } = task;
  const options = { ...DEFAULT_BOOSTING, ...task.options };
  const { columns } = table.bins;
  const trainRows = Uint32Array.from(task.trainRows ?? Array.from({ length: table.rows }, (_, i) => i));
  const validationRows = Uint32Array.from(task.validationRows ?? []);
  const base = baseMargin(labels, weights, trainRows, table.rows);
  const grower = new LeafWiseGrower(table, trainRows.length, { ...options, minLeafHessian: LEAST_HESSIAN });
  const random = new SeededRandom(options.seed);
  const margins = new Float64Array(table.rows).fill(base);
  const gradients = new Float64Array(trainRows.length);
  const { rows, packed } = grower;
  const held = new Uint32Array(validationRows.length);
  const trees: TreeNodes[] = [];
  const losses: number[] = [];
  let best = 0;
  while (trees.length < options.trees) {
    const count = drawRows(trainRows, rows, options.rowShare, random);
    const used = drawColumns(columns, options.columnShare, random);
    const sums = packGradients(margins, labels, weights, rows, count, gradients, packed);
    const nodes = grower.grow(count, sums, used);
    if (nodes.length === 1 && options.rowShare === 1 && options.columnShare === 1) break;
    const values = nodes.map((node) => leafValue(node, options));
    addToMargins(nodes, values, rows, margins);
    addBinnedTree(table, nodes, values, rows.subarray(count), margins);
    held.set(validationRows);
    addBinnedTree(table, nodes, values, held, margins);
    trees.push(storedTree(nodes, values, coversOf(nodes, rows, weights), table));
    if (validationRows.length > 0) {
      losses.push(meanMarginLogLoss(margins, labels, weights, validationRows));
      if (losses.at(-1)! < losses[best]!) best = losses.length - 1;
    }
    onTree?.(trees.length);
    if (losses.length - 1 - best >= options.patience) break;
  }
  const kept = losses.length > 0 ? trees.slice(0, best + 1) : trees;
  return {
    ensemble: ensembleOf(kept, { output: 'margin', columns, base }),
    validationLogLoss: Float64Array.from(losses),
  };
}

function baseMargin(labels: Uint8Array, weights: Float64Array, rows: Uint32Array, tableRows: number): number {
  if (labels.length !== tableRows) throw new RangeError(`${labels.length} labels for ${tableRows} rows`);
  if (rows.length > MAX_PACKED_ROWS / 2) throw new RangeError(`at most ${MAX_PACKED_ROWS / 2} training rows`);
  if (labels.some((label) => label > 1)) throw new RangeError('labels are 0 or 1');
  const sides = [0, 0];
  for (const row of rows) sides[labels[row]!]! += weights[row]!;
  if (sides.includes(0)) throw new RangeError('both labels must occur among the training rows');
  return Math.log(sides[1]! / sides[0]!);
}

/**
 * Puts the tree's sample at the front of `rows`, both parts ascending, and returns its size. One pass, each
 * row with the chance at which as many as are wanted are drawn in the end (selection sampling, Knuth, "The
 * Art of Computer Programming", 3.4.2).
 */
function drawRows(all: Uint32Array, rows: Uint32Array, share: number, random: SeededRandom): number {
  if (share >= 1) {
    rows.set(all);
    return rows.length;
  }
  const count = Math.min(all.length, Math.max(2, Math.round(share * all.length)));
  let drawn = 0;
  for (let i = 0; i < all.length; i++) {
    // A comparison made a number: which rows are drawn cannot be guessed.
    const isDrawn = Number(random.bits() * (all.length - i) < (count - drawn) * TWO_POW_32);
    const other = count + i - drawn;
    rows[other + isDrawn * (drawn - other)] = all[i]!;
    drawn += isDrawn;
  }
  return count;
}

/** Ascending. */
function drawColumns(columns: number, share: number, random: SeededRandom): Uint16Array {
  const all = Uint16Array.from({ length: columns }, (_, j) => j);
  if (share >= 1) return all;
  return random
    .shuffle(all)
    .slice(0, Math.max(1, Math.round(share * columns)))
    .sort();
}

function leafValue(node: GrownNode, { learningRate, l2 }: BoostingOptions): number {
  return node.feature === LEAF ? (-learningRate * node.gradient) / (node.hessian + l2) : 0;
}

function addToMargins(nodes: GrownNode[], values: number[], rows: Uint32Array, margins: Float64Array): void {
  nodes.forEach((node, n) => {
    if (node.feature !== LEAF) return;
    const value = values[n]!;
    for (let i = node.begin; i < node.end; i++) margins[rows[i]!]! += value;
  });
}

/** Weight of the rows of each node. */
function coversOf(nodes: readonly GrownNode[], rows: Uint32Array, weights: Float64Array): Float64Array {
  const covers = new Float64Array(nodes.length);
  // Children stand behind their parents.
  for (let n = nodes.length - 1; n >= 0; n--) {
    const { feature, begin, end, left } = nodes[n]!;
    if (feature === LEAF) for (let i = begin; i < end; i++) covers[n]! += weights[rows[i]!]!;
    else covers[n] = covers[left]! + covers[left + 1]!;
  }
  return covers;
}

function meanMarginLogLoss(
  margins: Float64Array,
  labels: Uint8Array,
  weights: Float64Array,
  rows: Uint32Array,
): number {
  let [total, all] = [0, 0];
  for (const row of rows) {
    total += weights[row]! * softplus(labels[row] === 1 ? -margins[row]! : margins[row]!);
    all += weights[row]!;
  }
  return total / all;
}
