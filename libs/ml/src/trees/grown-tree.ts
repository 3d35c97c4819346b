import { boundOf } from './binned-table.js';
import type { BinnedTable } from './binned-table.js';
import type { LeafSplit } from './histogram-kernel.js';
import { partitionRows } from './partition-rows.js';
import { LEAF } from './tree-ensemble.js';
import type { TreeNodes } from './tree-ensemble.js';

/** A node of a tree that grows; a leaf has feature LEAF. */
export interface GrownNode {
  feature: number;
  bin: number;
  missingLeft: 0 | 1;
  left: number;
  /** Its rows are at begin to end (exclusive) of the row order. */
  begin: number;
  end: number;
  /** Sum of gradients and of curvatures. */
  gradient: number;
  hessian: number;
  /** Fall of the second-order loss by the split, in nats summed over rows. */
  gain: number;
}

export function newLeaf(begin: number, end: number, gradient: number, hessian: number): GrownNode {
  return { feature: LEAF, bin: 0, missingLeft: 0, left: 0, begin, end, gradient, hessian, gain: 0 };
}

/**
 * Splits a leaf: parts its rows in the row order, and adds its two children behind all nodes.
 * @param spare as long as `rows`; its content is overwritten
 */
export function splitLeaf(
  nodes: GrownNode[],
  leaf: number,
  split: LeafSplit,
  { table, rows, spare }: { table: BinnedTable; rows: Uint32Array; spare: Uint32Array },
): void {
  const node = nodes[leaf]!;
  const { begin, end } = node;
  const middle = partitionRows(
    table.columnBins,
    split.column * table.rows,
    split.bin,
    split.missing === 'left',
    rows,
    begin,
    end,
    spare,
  );
  const largerIsLeft = middle - begin >= end - middle;
  node.feature = split.column;
  node.bin = split.bin;
  // A column without missing values here sends a later one to the side where most rows went.
  node.missingLeft = (split.missing === 'none' ? largerIsLeft : split.missing === 'left') ? 1 : 0;
  node.left = nodes.length;
  node.gain = split.gain;
  nodes.push(newLeaf(begin, middle, split.leftGradient, split.leftHessian));
  nodes.push(newLeaf(middle, end, node.gradient - split.leftGradient, node.hessian - split.leftHessian));
}

/** The tree with thresholds of raw values, and what its leaves add. @param cover rows of each node */
export function storedTree(
  nodes: readonly GrownNode[],
  value: ArrayLike<number>,
  cover: ArrayLike<number>,
  { bins }: BinnedTable,
): TreeNodes {
  return {
    length: nodes.length,
    feature: Int16Array.from(nodes, ({ feature }) => feature),
    threshold: Float64Array.from(nodes, ({ feature, bin }) =>
      feature === LEAF ? 0 : boundOf(bins, feature, bin),
    ),
    missingLeft: Uint8Array.from(nodes, ({ missingLeft }) => missingLeft),
    left: Int32Array.from(nodes, ({ left }) => left),
    value,
    cover,
  };
}
