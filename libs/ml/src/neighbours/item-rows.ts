import type { SparseRows } from '../factors/sparse-rows.js';

/** What other items say of one. */
export interface ItemWeights {
  /** Ascending. */
  items: Int32Array;
  weights: Float64Array;
}

/** One row for each list. @param columns of all rows */
export function itemRows(lists: readonly ItemWeights[], columns: number): SparseRows {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach(({ items }, row) => (starts[row + 1] = starts[row]! + items.length));
  const indices = new Int32Array(starts.at(-1)!);
  const weights = new Float32Array(indices.length);
  lists.forEach((list, row) => {
    indices.set(list.items, starts[row]);
    weights.set(list.weights, starts[row]);
  });
  return { rows: lists.length, columns, starts, indices, weights };
}
