import { SeededRandom, mix32 } from '../random/seeded-random.js';
import type { BinnedTable } from './binned-table.js';
import { newLeaf, splitLeaf } from './grown-tree.js';
import type { GrownNode } from './grown-tree.js';
import { HistogramKernel } from './histogram-kernel.js';
import type { LeafSplit } from './histogram-kernel.js';

interface ForestTreeRules {
  /** Drawn rows (with repetitions) that each leaf must have. */
  readonly minLeafRows: number;
  /** Columns looked at for each split. */
  readonly triedColumns: number;
  /** Rows drawn for a tree at most. */
  readonly mostDrawn: number;
}

/** Counts are whole numbers already, and no bound on those of one row is needed. */
const COUNTS = { gradientScale: 1, hessianScale: 1, largestHessian: 0 };

/**
 * Grows classification trees to full depth on bootstrap samples (Breiman 2001). The split with the lowest Gini
 * impurity is that with the highest gain of boosting where the gradient of a row is its label and its curvature 1,
 * both as often as it was drawn: `gradient` of a node counts drawn positives, `hessian` drawn rows.
 * Everything random about tree number t comes from (seed, t). One grower serves many trees.
 */
export class ForestTreeGrower {
  private readonly kernel: HistogramKernel;
  /** How often each of the training rows was drawn for the last tree. */
  readonly draws: Uint32Array;
  private readonly spare: Uint32Array;
  private readonly order: Uint16Array;
  /** Sum of the weights through each training row; null: all weigh the same. */
  private readonly through: Float64Array | null;

  constructor(
    private readonly table: BinnedTable,
    private readonly outcomes: { readonly labels: Uint8Array; readonly weights: Float64Array },
    private readonly trainRows: Uint32Array,
    private readonly rules: ForestTreeRules,
  ) {
    this.kernel = new HistogramKernel(table, trainRows.length, 1);
    this.draws = new Uint32Array(trainRows.length);
    this.spare = new Uint32Array(trainRows.length);
    this.order = new Uint16Array(table.bins.columns);
    const { weights } = outcomes;
    const isEven = trainRows.every((row) => weights[row] === weights[trainRows[0]!]);
    let sum = 0;
    this.through = isEven ? null : Float64Array.from(trainRows, (row) => (sum += weights[row]!));
  }

  /** Nodes come parents first. */
  grow(seed: number, tree: number): GrownNode[] {
    const { table, spare } = this;
    const random = new SeededRandom(mix32(mix32(seed) + tree) * 2097152 + mix32(tree ^ 0x9e3779b9));
    // The draws of a tree do not depend on the trees before it.
    this.order.forEach((_, column) => (this.order[column] = column));
    const nodes = [this.bootstrap(random)];
    const open = [0];
    for (let leaf = open.pop(); leaf !== undefined; leaf = open.pop()) {
      const split = this.bestSplit(nodes[leaf]!, random);
      if (split === null) continue;
      // Where no row says so, missing values go to the side of most drawn rows.
      const larger = 2 * split.leftHessian >= nodes[leaf]!.hessian ? 'left' : 'right';
      const missing = split.missing === 'none' ? larger : split.missing;
      splitLeaf(nodes, leaf, { ...split, missing }, { table, rows: this.kernel.rows, spare });
      open.push(nodes.length - 1, nodes.length - 2);
    }
    return nodes;
  }

  /**
   * The best split over columns drawn without replacement: `triedColumns` of them, then more until one is not constant.
   * Null when the node is pure or too small, or no split of these columns is better.
   */
  private bestSplit(node: GrownNode, random: SeededRandom): LeafSplit | null {
    const { kernel, order } = this;
    const { minLeafRows, triedColumns } = this.rules;
    const isPure = node.gradient === 0 || node.gradient === node.hessian;
    if (isPure || node.hessian < 2 * minLeafRows || node.end - node.begin < 2) return null;
    const rules = { minLeafRows: 0, minLeafHessian: minLeafRows, l2: 0 };
    for (let from = 0, to = Math.min(triedColumns, order.length); from < order.length; from = to++) {
      this.draw(from, to, random);
      const drawn = order.subarray(from, to);
      kernel.startTree(drawn, rules, COUNTS);
      const histogram = kernel.fill(node.begin, node.end);
      const split = kernel.findSplit(histogram, node);
      const isEnd = split !== null || drawn.some((column) => !kernel.isConstant(histogram, column));
      kernel.release(histogram);
      if (isEnd) return split;
    }
    return null;
  }

  /** Draws the columns at `from` to `to` of the order among those not drawn before. */
  private draw(from: number, to: number, random: SeededRandom): void {
    const { order } = this;
    for (let k = from; k < to; k++) {
      const other = k + random.int(order.length - k);
      [order[k], order[other]] = [order[other]!, order[k]!];
    }
  }

  /** A training row, drawn by its weight. */
  private place(random: SeededRandom): number {
    const { through, trainRows } = this;
    if (through === null) return random.int(trainRows.length);
    const at = random.next() * through.at(-1)!;
    let [low, high] = [0, through.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (through[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The root of a tree. */
  private bootstrap(random: SeededRandom): GrownNode {
    const { trainRows, draws, kernel } = this;
    const { labels } = this.outcomes;
    draws.fill(0);
    const count = Math.min(trainRows.length, this.rules.mostDrawn);
    for (let i = 0; i < count; i++) draws[this.place(random)]!++;
    let drawn = 0;
    let positives = 0;
    draws.forEach((times, i) => {
      if (times === 0) return;
      const row = trainRows[i]!;
      kernel.rows[drawn++] = row;
      kernel.packed[2 * row] = times;
      kernel.packed[2 * row + 1] = times * labels[row]!;
      positives += times * labels[row]!;
    });
    return newLeaf(0, drawn, positives, count);
  }
}
