import type { BinnedTable } from './binned-table.js';
import { COLUMN_STRIDE, MISSING_BIN } from './feature-bins.js';
import type { GrownNode } from './leaf-wise-tree.js';
import { LEAF } from './tree-ensemble.js';

/** Adds the value of its leaf to `margins` (by row number) for each of `rows`, walking on bins instead of numbers. */
export function addBinnedTree(
  table: BinnedTable,
  nodes: readonly GrownNode[],
  values: readonly number[],
  rows: Uint32Array,
  margins: Float64Array,
): void {
  if (rows.length === 0) return;
  const { codes } = table;
  const { columns } = table.bins;
  const feature = Int32Array.from(nodes, (node) => node.feature);
  const left = Int32Array.from(nodes, (node) => node.left);
  const last = Int32Array.from(nodes, (node) => node.feature * COLUMN_STRIDE + node.bin);
  const missing = Int32Array.from(nodes, (node) =>
    node.missingLeft === 1 ? node.feature * COLUMN_STRIDE + MISSING_BIN : -1,
  );
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    let node = 0;
    while (feature[node] !== LEAF) {
      const code = codes[row * columns + feature[node]!]!;
      node = left[node]! + (code <= last[node]! || code === missing[node] ? 0 : 1);
    }
    margins[row]! += values[node]!;
  }
}
