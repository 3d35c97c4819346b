import type { SparseRows } from '../factors/sparse-rows.js';
import { sparseRowsFromTriples, transpose } from '../factors/sparse-rows.js';
import { TopK } from '../factors/top-k.js';
import type { RankedIndices } from '../factors/top-k.js';
import { itemRows } from './item-rows.js';
import type { ItemWeights } from './item-rows.js';

/** Other items, best first. */
interface Neighbours {
  items: Int32Array;
  similarities: Float64Array;
}

export interface NeighbourOptions {
  /** Added to the product of both lengths: similarities that rest on few users shrink towards 0. */
  shrinkage: number;
  /** Most similar items kept for each item. */
  neighbours: number;
  /** Similarities rest on this many of a user's heaviest entries; all without it. The work grows with the square. */
  mostPerUser?: number;
}

/**
 * Item-item collaborative filtering: the cosine of two columns with shrinkage, sum_u w_ui w_uj / (|w_i| |w_j|
 * + shrinkage), of which the largest of each item are kept (Sarwar et al., "Item-based collaborative
 * filtering", WWW 2001; shrinkage as in Dacrema et al.,
 * "Are we really making much progress?", RecSys 2019).
 */
export class ItemNeighbours {
  /** The entries that similarities rest on, by user and by item. */
  private readonly byUser: SparseRows;
  private readonly byItem: SparseRows;
  private readonly lengths: Float64Array;
  /** What {@link scores} has asked for. */
  private readonly known = new Map<number, Neighbours>();
  private readonly best: TopK;
  /** Sums by item, all zero between two uses, and the items whose sum is not. */
  private readonly sums: Float64Array;
  private readonly touched: Int32Array;

  /** @param matrix users x items, weights 0 or above. @throws RangeError on options outside their range */
  constructor(
    private readonly matrix: SparseRows,
    private readonly options: NeighbourOptions,
  ) {
    if (!(options.shrinkage >= 0)) throw new RangeError('the shrinkage must be 0 or above');
    if (!Number.isInteger(options.neighbours) || options.neighbours < 1) {
      throw new RangeError('an item needs at least one neighbour');
    }
    const { mostPerUser } = options;
    this.byUser = mostPerUser === undefined ? matrix : heaviest(matrix, mostPerUser);
    this.byItem = transpose(this.byUser);
    this.lengths = columnLengths(this.byItem);
    this.sums = new Float64Array(matrix.columns);
    this.touched = new Int32Array(matrix.columns);
    this.best = new TopK(options.neighbours);
  }

  /** The most similar other items, best first, equal ones by the lower number; only those with a similarity above 0. */
  of(item: number): Neighbours {
    const size = this.addProducts(item);
    const { indices, scores } = this.nearest(item, size);
    this.clear(size);
    return { items: indices, similarities: scores };
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
    const { starts, indices, weights } = this.byUser;
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

  /**
   * Adds up for each item its similarity to the items of a user, times their weights; calls back for every
   * item reached. Items come in no particular order; the user's own are among them.
   */
  scores(user: number, visit: (item: number, score: number) => void): void {
    const { starts, indices, weights } = this.matrix;
    const lists = Array.from(indices.subarray(starts[user], starts[user + 1]), (item) => this.kept(item));
    const { sums, touched } = this;
    let size = 0;
    lists.forEach(({ items, similarities }, at) => {
      const weight = weights[starts[user]! + at]!;
      for (let n = 0; n < items.length; n++) {
        const other = items[n]!;
        if (sums[other] === 0) touched[size++] = other;
        sums[other]! += weight * similarities[n]!;
      }
    });
    for (let n = 0; n < size; n++) {
      const item = touched[n]!;
      visit(item, sums[item]!);
      sums[item] = 0;
    }
  }

  private kept(item: number): Neighbours {
    const known = this.known.get(item) ?? this.of(item);
    this.known.set(item, known);
    return known;
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

/** Each row's heaviest entries, equal ones by the lower column. */
function heaviest(matrix: SparseRows, most: number): SparseRows {
  const { rows, columns, starts, indices, weights } = matrix;
  const rowOf: number[] = [];
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    const entries = Array.from({ length: starts[row + 1]! - starts[row]! }, (_, n) => starts[row]! + n);
    if (entries.length > most) entries.sort((a, b) => weights[b]! - weights[a]! || a - b).length = most;
    for (const n of entries) {
      rowOf.push(row);
      kept.push(n);
    }
  }
  const columnOf = Int32Array.from(kept, (n) => indices[n]!);
  return sparseRowsFromTriples(
    rows,
    columns,
    Int32Array.from(rowOf),
    columnOf,
    Float32Array.from(kept, (n) => weights[n]!),
  );
}
