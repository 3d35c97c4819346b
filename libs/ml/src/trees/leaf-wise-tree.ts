import type { BinnedTable } from './binned-table.js';
import { newLeaf, splitLeaf } from './grown-tree.js';
import type { GrownNode } from './grown-tree.js';
import { HistogramKernel } from './histogram-kernel.js';
import type { LeafSplit, SplitRules } from './histogram-kernel.js';
import type { PackedGradients } from './packed-gradients.js';

export interface LeafWiseRules extends SplitRules {
  readonly maxLeaves: number;
}

/** A leaf that can be split. */
interface OpenLeaf {
  readonly node: number;
  readonly histogram: number;
  readonly split: LeafSplit;
}

/**
 * Grows trees by always splitting the leaf with the highest gain (Shi 2007; LightGBM, Ke et al. 2017). The histogram of
 * the smaller child is filled from its rows, its sibling's is the parent's minus it. One grower serves all
 * trees of a model.
 */
export class LeafWiseGrower {
  /** Numbers of rows of the table; those of a leaf lie side by side in a grown tree. */
  readonly rows: Uint32Array;
  /** By row number, as of `packGradients`. */
  readonly packed: Int32Array;
  private readonly kernel: HistogramKernel;
  readonly spare: Uint32Array;

  /**
   * @param trainRows length of `rows`
   * @throws RangeError for a table beyond the 4 GiB of the kernel's memory
   */
  constructor(
    readonly table: BinnedTable,
    trainRows: number,
    private readonly rules: LeafWiseRules,
  ) {
    this.kernel = new HistogramKernel(table, trainRows, Math.min(rules.maxLeaves, trainRows));
    this.rows = this.kernel.rows;
    this.packed = this.kernel.packed;
    this.spare = new Uint32Array(trainRows);
  }

  /**
   * Grows one tree on `rows[0..count)`, whose gradients are in `packed`. Only the columns `used`, ascending, are
   * split on. Nodes come parents first.
   */
  grow(count: number, sums: PackedGradients, used: Uint16Array): GrownNode[] {
    const { kernel, rules } = this;
    kernel.startTree(used, rules, sums);
    const nodes = [newLeaf(0, count, sums.gradient / sums.gradientScale, sums.hessian / sums.hessianScale)];
    let open = this.opened(nodes, 0, kernel.fill(0, count));
    for (let leaves = 1; leaves < rules.maxLeaves && open.length > 0; leaves++) {
      const chosen = open.reduce((best, leaf) => (leaf.split.gain > best.split.gain ? leaf : best));
      open = open.filter((leaf) => leaf !== chosen);
      splitLeaf(nodes, chosen.node, chosen.split, this);
      if (leaves + 1 < rules.maxLeaves) open.push(...this.openChildren(nodes, chosen));
      else kernel.release(chosen.histogram);
    }
    for (const { histogram } of open) kernel.release(histogram);
    return nodes;
  }

  /** Those children of a node that was split which can be split again. */
  private openChildren(nodes: GrownNode[], { node, histogram }: OpenLeaf): OpenLeaf[] {
    const { left } = nodes[node]!;
    const children = [left, left + 1];
    if (!children.some((child) => this.mayHoldTwo(nodes[child]!))) {
      this.kernel.release(histogram);
      return [];
    }
    const smaller = rowsOf(nodes[left]!) <= rowsOf(nodes[left + 1]!) ? left : left + 1;
    const filled = this.kernel.fill(nodes[smaller]!.begin, nodes[smaller]!.end);
    this.kernel.subtract(histogram, filled);
    return children.flatMap((child) => this.opened(nodes, child, child === smaller ? filled : histogram));
  }

  /** The leaf where it can be split, else none, and its histogram is free again. */
  private opened(nodes: GrownNode[], node: number, histogram: number): OpenLeaf[] {
    const leaf = nodes[node]!;
    const split = this.mayHoldTwo(leaf) ? this.kernel.findSplit(histogram, leaf) : null;
    if (split !== null) return [{ node, histogram, split }];
    this.kernel.release(histogram);
    return [];
  }

  private mayHoldTwo(node: GrownNode): boolean {
    return rowsOf(node) >= 2 * Math.max(1, this.rules.minLeafRows);
  }
}

function rowsOf({ begin, end }: GrownNode): number {
  return end - begin;
}
