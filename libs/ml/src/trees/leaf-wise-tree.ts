import type { BinnedTable } from './binned-table.js';
import { boundOf } from './binned-table.js';
import { COLUMN_STRIDE } from './feature-bins.js';
import { DrawnCells } from './drawn-cells.js';
import { clearHistogram, fillHistogram, subtractHistogram } from './histogram.js';
import type { TreeCells } from './histogram.js';
import { HESSIAN_UNIT, PER_HESSIAN_UNIT } from './packed-gradients.js';
import type { PackingScale } from './packed-gradients.js';
import { partitionRows } from './partition-rows.js';
import { BIN, COLUMN, GAIN, LEFT_SUM, MISSING, SPLIT_FIELDS, SplitSearch } from './split-search.js';
import type { SplitRules } from './split-search.js';
import { LEAF } from './tree-ensemble.js';

export interface LeafWiseRules extends SplitRules {
  readonly maxLeaves: number;
}

/** A node of the tree that grows; a leaf has feature LEAF. */
export interface GrownNode {
  feature: number;
  bin: number;
  missingLeft: 0 | 1;
  left: number;
  /** Its rows stand at begin to end (exclusive) of the row order. */
  begin: number;
  end: number;
  /** Sum of gradients and of curvatures. */
  gradient: number;
  hessian: number;
  /** Fall of the second-order loss by the split, in nats summed over rows. */
  gain: number;
}

interface OpenLeaf {
  node: number;
  histogram: Float64Array;
  sum: number;
  split: Float64Array;
}

/**
 * Grows trees by always splitting the leaf with the highest gain (Shi 2007; LightGBM, Ke et al. 2017). The histogram of
 * the smaller child is filled from its rows, its sibling's is the parent's minus it. One grower serves all
 * trees of a model.
 */
export class LeafWiseGrower {
  private readonly search: SplitSearch;
  private readonly pool: Float64Array[] = [];
  private readonly spare: Uint32Array;
  private readonly drawn: DrawnCells;
  /** Columns of the tree that grows; histograms are kept of these alone. */
  private used: Uint16Array = new Uint16Array(0);
  private cells: TreeCells;

  constructor(
    private readonly table: BinnedTable,
    private readonly rules: LeafWiseRules,
  ) {
    this.search = new SplitSearch(table, rules);
    this.spare = new Uint32Array(table.rows);
    this.drawn = new DrawnCells(table);
    this.cells = this.drawn.of(new Uint32Array(0), 0, this.used);
  }

  /**
   * Grows one tree on `rows[0..count)`, whose packed gradients stand by row number in `packed`; `rows` is reordered so
   * that every leaf's rows stand together. Only the columns `used`, ascending, are split on. Nodes come parents first.
   */
  grow(
    rows: Uint32Array,
    count: number,
    packed: Float64Array,
    scale: PackingScale,
    used: Uint16Array,
  ): GrownNode[] {
    this.search.useScale(scale);
    this.used = used;
    this.cells = this.drawn.of(rows, count, used);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += packed[rows[i]!]!;
    const nodes = [newLeaf(0, count, sum, scale)];
    const root = { node: 0, histogram: this.take(), sum, split: new Float64Array(SPLIT_FIELDS) };
    fillHistogram(this.cells, rows, 0, count, packed, root.histogram);
    this.findSplits(rows, nodes, [root]);
    let open = this.splittable([root]);
    for (let leaves = 1; leaves < this.rules.maxLeaves && open.length > 0; leaves++) {
      const chosen = open.reduce((best, leaf) => (leaf.split[GAIN]! > best.split[GAIN]! ? leaf : best));
      open = open.filter((leaf) => leaf !== chosen);
      const children = this.split(rows, nodes, chosen, scale);
      if (leaves + 1 === this.rules.maxLeaves) {
        this.pool.push(chosen.histogram);
        break;
      }
      this.fillChildren(rows, nodes, chosen, children, packed);
      this.findSplits(rows, nodes, children);
      open.push(...this.splittable(children));
    }
    this.pool.push(...open.map((leaf) => leaf.histogram));
    return nodes;
  }

  /** The raw threshold of a node that is no leaf. */
  threshold(node: GrownNode): number {
    return boundOf(this.table.bins, node.feature, node.bin);
  }

  private split(rows: Uint32Array, nodes: GrownNode[], leaf: OpenLeaf, scale: PackingScale): OpenLeaf[] {
    const node = nodes[leaf.node]!;
    const { split } = leaf;
    const column = split[COLUMN]!;
    const bin = split[BIN]!;
    const middle = partitionRows(
      this.table.columnBins,
      column * this.table.rows,
      bin,
      split[MISSING] === 1,
      rows,
      node.begin,
      node.end,
      this.spare,
    );
    const largerIsLeft = middle - node.begin >= node.end - middle;
    node.feature = column;
    node.bin = bin;
    // A column without missing values here sends a later one to the side where most rows went.
    node.missingLeft = (split[MISSING] === 2 ? largerIsLeft : split[MISSING] === 1) ? 1 : 0;
    node.left = nodes.length;
    node.gain = (split[GAIN]! * scale.hessian) / (2 * scale.gradient * scale.gradient);
    const leftSum = split[LEFT_SUM]!;
    nodes.push(newLeaf(node.begin, middle, leftSum, scale));
    nodes.push(newLeaf(middle, node.end, leaf.sum - leftSum, scale));
    return [leftSum, leaf.sum - leftSum].map((sum, side) => ({
      node: node.left + side,
      histogram: leaf.histogram,
      sum,
      split: new Float64Array(SPLIT_FIELDS),
    }));
  }

  private fillChildren(
    rows: Uint32Array,
    nodes: GrownNode[],
    parent: OpenLeaf,
    children: OpenLeaf[],
    packed: Float64Array,
  ): void {
    const [left, right] = children.map(({ node }) => nodes[node]!) as [GrownNode, GrownNode];
    if (!this.mayHoldTwo(left) && !this.mayHoldTwo(right)) return;
    const smaller = left.end - left.begin <= right.end - right.begin ? 0 : 1;
    const { begin, end } = smaller === 0 ? left : right;
    const filled = this.take();
    fillHistogram(this.cells, rows, begin, end, packed, filled);
    subtractHistogram(parent.histogram, filled, this.used);
    children[smaller]!.histogram = filled;
  }

  private findSplits(rows: Uint32Array, nodes: GrownNode[], leaves: OpenLeaf[]): void {
    for (const { node, histogram, sum, split } of leaves) {
      if (!this.mayHoldTwo(nodes[node]!)) continue;
      const { begin, end } = nodes[node]!;
      this.search.best({ rows, begin, end, histogram, sum }, this.used, split);
    }
  }

  private splittable(leaves: OpenLeaf[]): OpenLeaf[] {
    const histograms = new Set(leaves.map((leaf) => leaf.histogram));
    const open = leaves.filter((leaf) => leaf.split[GAIN]! > 0);
    for (const leaf of open) histograms.delete(leaf.histogram);
    this.pool.push(...histograms);
    return open;
  }

  private mayHoldTwo({ begin, end }: GrownNode): boolean {
    return end - begin >= 2 * this.rules.minLeafRows && end - begin >= 2;
  }

  private take(): Float64Array {
    const histogram = this.pool.pop();
    if (histogram === undefined) return new Float64Array(this.table.bins.columns * COLUMN_STRIDE);
    return clearHistogram(histogram, this.used);
  }
}

function newLeaf(begin: number, end: number, sum: number, scale: PackingScale): GrownNode {
  const packedGradient = Math.floor(sum * PER_HESSIAN_UNIT);
  return {
    feature: LEAF,
    bin: 0,
    missingLeft: 0,
    left: 0,
    begin,
    end,
    gradient: packedGradient / scale.gradient,
    hessian: (sum - packedGradient * HESSIAN_UNIT) / scale.hessian,
    gain: 0,
  };
}
