import type { SparseRows } from '../factors/sparse-rows.js';
import { transpose } from '../factors/sparse-rows.js';
import { TopK } from '../factors/top-k.js';

export interface NeighbourOptions {
  /** Added to the product of both lengths: similarities that rest on few users shrink towards 0. */
  shrinkage: number;
  /** Most similar items kept for each item. */
  neighbours: number;
}

/**
 * Item-item collaborative filtering: the cosine of two columns with shrinkage, sum_u w_ui w_uj / (|w_i| |w_j| + shrinkage), of which
 * the largest of each item are kept (Sarwar et al., "Item-based collaborative filtering", WWW 2001; shrinkage as in Dacrema et al.,
 * "Are we really making much progress?", RecSys 2019). Neighbours of an item are computed when they are first asked for.
 */
export class ItemNeighbours {
  private readonly byItem: SparseRows;
  private readonly lengths: Float64Array;
  private readonly known = new Map<number, { items: Int32Array; similarities: Float64Array }>();
  /** Sums by item, all zero between two uses. */
  private readonly sums: Float64Array;

  /** @param matrix users x items, weights 0 or above. @throws RangeError on options outside their range */
  constructor(
    private readonly matrix: SparseRows,
    private readonly options: NeighbourOptions,
  ) {
    if (!(options.shrinkage >= 0)) throw new RangeError('the shrinkage must be 0 or above');
    if (!Number.isInteger(options.neighbours) || options.neighbours < 1) {
      throw new RangeError('an item needs at least one neighbour');
    }
    this.byItem = transpose(matrix);
    this.lengths = columnLengths(this.byItem);
    this.sums = new Float64Array(matrix.columns);
  }

  /** The most similar other items, best first, equal ones by the lower number; only those with a similarity above 0. */
  of(item: number): { items: Int32Array; similarities: Float64Array } {
    const known = this.known.get(item);
    if (known !== undefined) return known;
    const { sums, lengths } = this;
    const touched: number[] = [];
    eachEntry(this.byItem, item, (user, weight) => {
      eachEntry(this.matrix, user, (other, otherWeight) => {
        const product = weight * otherWeight;
        if (product === 0) return;
        if (sums[other] === 0) touched.push(other);
        sums[other]! += product;
      });
    });
    const best = new TopK(this.options.neighbours);
    for (const other of touched) {
      const similarity = sums[other]! / (lengths[item]! * lengths[other]! + this.options.shrinkage);
      if (other !== item) best.offer(other, similarity);
      sums[other] = 0;
    }
    const { indices, scores } = best.take();
    const found = { items: indices, similarities: scores };
    this.known.set(item, found);
    return found;
  }

  /**
   * Adds up for each item its similarity to the items of a user, times their weights; calls back for every item reached.
   * Items come in no particular order; the user's own are among them.
   */
  scores(user: number, visit: (item: number, score: number) => void): void {
    const totals = new Map<number, number>();
    eachEntry(this.matrix, user, (item, weight) => {
      const { items, similarities } = this.of(item);
      for (let n = 0; n < items.length; n++) {
        const other = items[n]!;
        totals.set(other, (totals.get(other) ?? 0) + weight * similarities[n]!);
      }
    });
    for (const [item, score] of totals) visit(item, score);
  }
}

function eachEntry(matrix: SparseRows, row: number, visit: (column: number, weight: number) => void): void {
  for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
    visit(matrix.indices[n]!, matrix.weights[n]!);
  }
}

function columnLengths(byItem: SparseRows): Float64Array {
  const lengths = new Float64Array(byItem.rows);
  for (let item = 0; item < byItem.rows; item++) {
    eachEntry(byItem, item, (_, weight) => (lengths[item]! += weight * weight));
    lengths[item] = Math.sqrt(lengths[item]!);
  }
  return lengths;
}
