import type { SparseRows } from '../factors/sparse-rows.js';
import { transpose } from '../factors/sparse-rows.js';
import { TopK } from '../factors/top-k.js';
import type { RankedIndices } from '../factors/top-k.js';

export interface NeighbourOptions {
  /** Added to the product of both lengths: similarities that rest on few users shrink towards 0. */
  shrinkage: number;
  /** Most similar items kept for each item. */
  neighbours: number;
}

/**
 * Item-item collaborative filtering: the cosine of two columns with shrinkage, sum_u w_ui w_uj / (|w_i| |w_j|
 * + shrinkage), of which the largest of each item are kept (Sarwar et al., "Item-based collaborative
 * filtering", WWW 2001; shrinkage as in Dacrema et al.,
 * "Are we really making much progress?", RecSys 2019).
 */
export class ItemNeighbours {
  /** Of the columns. */
  readonly lengths: Float64Array;
  private readonly best: TopK;
  /** Sums by item, all zero between two uses, and the items whose sum is not. */
  private readonly sums: Float64Array;
  private readonly touched: Int32Array;

  /**
   * @param matrix users x items, weights 0 or above. @param byItem the matrix, turned.
   * @throws RangeError on options outside their range
   */
  constructor(
    private readonly matrix: SparseRows,
    private readonly options: NeighbourOptions,
    private readonly byItem = transpose(matrix),
  ) {
    if (!(options.shrinkage >= 0)) throw new RangeError('the shrinkage must be 0 or above');
    if (!Number.isInteger(options.neighbours) || options.neighbours < 1) {
      throw new RangeError('an item needs at least one neighbour');
    }
    this.lengths = columnLengths(byItem);
    this.sums = new Float64Array(matrix.columns);
    this.touched = new Int32Array(matrix.columns);
    this.best = new TopK(options.neighbours);
  }

  /** The most similar other items, best first, equal ones by the lower number; only those with a similarity above 0. */
  of(item: number): RankedIndices {
    const size = this.addProducts(item);
    const found = this.nearest(item, size);
    this.clear(size);
    return found;
  }

  /** The similarities of some items to their neighbours: one row for each of these, in their order, over all items. */
  weightsFor(items: Int32Array): SparseRows {
    return itemRows(
      Array.from(items, (item) => this.ascending(item)),
      this.matrix.columns,
    );
  }

  private ascending(item: number): ItemWeights {
    const size = this.addProducts(item);
    const items = this.nearest(item, size).indices.sort();
    const weights = Float64Array.from(items, (other) => this.similarity(item, other));
    this.clear(size);
    return { items, weights };
  }

  private nearest(item: number, size: number): RankedIndices {
    const { touched, best } = this;
    for (let n = 0; n < size; n++) {
      const other = touched[n]!;
      if (other !== item) best.offer(other, this.similarity(item, other));
    }
    return best.take();
  }

  /** While the products of the item stand in `sums`. */
  private similarity(item: number, other: number): number {
    return this.sums[other]! / (this.lengths[item]! * this.lengths[other]! + this.options.shrinkage);
  }

  private clear(size: number): void {
    for (let n = 0; n < size; n++) this.sums[this.touched[n]!] = 0;
  }

  /**
   * Leaves the products of a column with every other in `sums`; returns how many are not zero, which
   * `touched` names.
   */
  private addProducts(item: number): number {
    const { sums, touched, byItem } = this;
    const { starts, indices, weights } = this.matrix;
    let size = 0;
    for (let n = byItem.starts[item]!; n < byItem.starts[item + 1]!; n++) {
      const user = byItem.indices[n]!;
      const weight = byItem.weights[n]!;
      if (weight === 0) continue;
      const end = starts[user + 1]!;
      for (let m = starts[user]!; m < end; m++) {
        if (weights[m] === 0) continue;
        const other = indices[m]!;
        const before = sums[other]!;
        if (before === 0) touched[size++] = other;
        sums[other] = before + weight * weights[m]!;
      }
    }
    return size;
  }
}

function columnLengths(byItem: SparseRows): Float64Array {
  const lengths = new Float64Array(byItem.rows);
  for (let item = 0; item < byItem.rows; item++) {
    let sum = 0;
    for (let n = byItem.starts[item]!; n < byItem.starts[item + 1]!; n++) sum += byItem.weights[n]! ** 2;
    lengths[item] = Math.sqrt(sum);
  }
  return lengths;
}

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
