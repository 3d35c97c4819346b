import type { SparseRows } from '../factors/sparse-rows.js';
import { sparseRowsFromTriples, transpose } from '../factors/sparse-rows.js';
import { TopK } from '../factors/top-k.js';

export interface NeighbourOptions {
  /** Added to the product of both lengths: similarities that rest on few users shrink towards 0. */
  shrinkage: number;
  /** Most similar items kept for each item. */
  neighbours: number;
  /** Similarities rest on this many of a user's heaviest entries; all without it. The work grows with the square. */
  mostPerUser?: number;
}

/**
 * Item-item collaborative filtering: the cosine of two columns with shrinkage, sum_u w_ui w_uj / (|w_i| |w_j| + shrinkage), of which
 * the largest of each item are kept (Sarwar et al., "Item-based collaborative filtering", WWW 2001; shrinkage as in Dacrema et al.,
 * "Are we really making much progress?", RecSys 2019). Neighbours of an item are computed when they are first asked for.
 */
export class ItemNeighbours {
  /** The entries that similarities rest on, by user and by item. */
  private readonly byUser: SparseRows;
  private readonly byItem: SparseRows;
  private readonly lengths: Float64Array;
  private readonly known = new Map<number, { items: Int32Array; similarities: Float64Array }>();
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
  }

  /** The most similar other items, best first, equal ones by the lower number; only those with a similarity above 0. */
  of(item: number): { items: Int32Array; similarities: Float64Array } {
    const known = this.known.get(item);
    if (known !== undefined) return known;
    const { sums, lengths, touched } = this;
    const size = this.addProducts(item);
    const best = new TopK(this.options.neighbours);
    const length = lengths[item]!;
    for (let n = 0; n < size; n++) {
      const other = touched[n]!;
      if (other !== item)
        best.offer(other, sums[other]! / (length * lengths[other]! + this.options.shrinkage));
      sums[other] = 0;
    }
    const { indices, scores } = best.take();
    const found = { items: indices, similarities: scores };
    this.known.set(item, found);
    return found;
  }

  /** Leaves the products of a column with every other in `sums`; returns how many are not zero, which `touched` names. */
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
   * Adds up for each item its similarity to the items of a user, times their weights; calls back for every item reached.
   * Items come in no particular order; the user's own are among them.
   */
  scores(user: number, visit: (item: number, score: number) => void): void {
    const { starts, indices, weights } = this.matrix;
    const lists = Array.from(indices.subarray(starts[user], starts[user + 1]), (item) => this.of(item));
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
