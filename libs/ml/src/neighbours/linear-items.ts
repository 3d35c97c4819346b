import { standardDeviation } from '../factors/score-spread.js';
import type { SparseRows } from '../factors/sparse-rows.js';

/** Items with their scores, in no particular order. */
export interface ReachedItems {
  items: Int32Array;
  scores: Float64Array;
}

/**
 * A linear item model: the score of item j for a history is the sum over its items i of the weight of i times
 * w_ij. Item neighbours and local ridge are both of this form; an item that no item of the history has a
 * weight for scores 0.
 */
export class LinearItems {
  private readonly sums: Float64Array;
  private readonly isReached: Uint8Array;
  private readonly touched: Int32Array;

  /** @param weights items x items: row i holds w_ij. */
  constructor(readonly weights: SparseRows) {
    this.sums = new Float64Array(weights.columns);
    this.isReached = new Uint8Array(weights.columns);
    this.touched = new Int32Array(weights.columns);
  }

  /** Every item that the history has a weight for; the history's own items may be among them. */
  scores(items: Int32Array, weights: ArrayLike<number>): ReachedItems {
    const { starts, indices, weights: own } = this.weights;
    const { sums, isReached, touched } = this;
    let size = 0;
    for (let n = 0; n < items.length; n++) {
      const weight = weights[n]!;
      if (weight === 0) continue;
      for (let at = starts[items[n]!]!; at < starts[items[n]! + 1]!; at++) {
        const item = indices[at]!;
        if (isReached[item] === 0) {
          isReached[item] = 1;
          touched[size++] = item;
        }
        sums[item]! += weight * own[at]!;
      }
    }
    const reached = touched.slice(0, size);
    const scores = Float64Array.from(reached, (item) => sums[item]!);
    for (const item of reached) {
      sums[item] = 0;
      isReached[item] = 0;
    }
    return { items: reached, scores };
  }

  /** What each item of a history adds to the score of one item. */
  contributions(items: Int32Array, weights: ArrayLike<number>, item: number): Float64Array {
    return Float64Array.from(items, (own, n) => weights[n]! * this.weight(own, item));
  }

  private weight(from: number, to: number): number {
    const { starts, indices, weights } = this.weights;
    let low = starts[from]!;
    let high = starts[from + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (indices[middle]! < to) low = middle + 1;
      else high = middle;
    }
    return low < starts[from + 1]! && indices[low] === to ? weights[low]! : 0;
  }
}

/**
 * Standard deviation of the scores of all `count` items but for some, those that were not reached counting as 0.
 * @param without items, each once.
 */
export function spreadOfReached({ items, scores }: ReachedItems, count: number, without: Int32Array): number {
  const isLeftOut = new Set(without);
  let sum = 0;
  let squares = 0;
  items.forEach((item, n) => {
    if (isLeftOut.has(item)) return;
    sum += scores[n]!;
    squares += scores[n]! ** 2;
  });
  return standardDeviation(sum, squares, count - without.length);
}
