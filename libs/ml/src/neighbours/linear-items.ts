import { standardDeviation } from '../factors/score-spread.js';
import type { SparseRows } from '../factors/sparse-rows.js';

/** Items with their scores, in no particular order. */
export interface ReachedItems {
  items: Int32Array;
  scores: Float64Array;
}

/**
 * A linear item model: the score of item j for a history is the sum of w_ij over its items i. Item neighbours
 * and local ridge are both of this form; an item that no item of the history has a weight for scores 0.
 */
export class LinearItems {
  private readonly sums: Float64Array;
  private readonly isReached: Uint8Array;
  private readonly touched: Int32Array;
  /** The scores of these. */
  private readonly found: Float64Array;

  /** @param weights items x items: row i holds w_ij. */
  constructor(readonly weights: SparseRows) {
    this.sums = new Float64Array(weights.columns);
    this.isReached = new Uint8Array(weights.columns);
    this.touched = new Int32Array(weights.columns);
    this.found = new Float64Array(weights.columns);
  }

  /**
   * Every item that the history has a weight for; the history's own items may be among them. Overwritten by the next
   * question.
   * @param by what each item of the history counts. Default: 1.
   * @param base what these items have without a history. Default: 0.
   */
  scores(items: Int32Array, by?: ArrayLike<number> | null, base?: ReachedItems | null): ReachedItems {
    const { sums, isReached, touched, found } = this;
    const size = this.addScores(items, by, base);
    for (let n = 0; n < size; n++) {
      const item = touched[n]!;
      found[n] = sums[item]!;
      sums[item] = isReached[item] = 0;
    }
    return { items: touched.subarray(0, size), scores: found.subarray(0, size) };
  }

  /** The scores of some items: the sums of {@link contributions}. @param by as for {@link scores}. */
  scoresOf(items: Int32Array, wanted: ArrayLike<number>, by?: ArrayLike<number>): Float64Array {
    const { sums, isReached, touched } = this;
    const size = this.addScores(items, by);
    const scores = new Float64Array(wanted.length);
    for (let n = 0; n < wanted.length; n++) scores[n] = sums[wanted[n]!]!;
    for (let n = 0; n < size; n++) sums[touched[n]!] = isReached[touched[n]!] = 0;
    return scores;
  }

  /** Leaves the scores in `sums`, and the items that were reached at the front of `touched`; returns how many. */
  private addScores(items: Int32Array, by?: ArrayLike<number> | null, base?: ReachedItems | null): number {
    const { starts, indices, weights } = this.weights;
    const { sums, isReached, touched } = this;
    let size = base?.items.length ?? 0;
    for (let n = 0; n < size; n++) {
      const item = (touched[n] = base!.items[n]!);
      isReached[item] = 1;
      sums[item] = base!.scores[n]!;
    }
    for (let n = 0; n < items.length; n++) {
      const end = starts[items[n]! + 1]!;
      const counts = by?.[n] ?? 1;
      for (let at = starts[items[n]!]!; at < end; at++) {
        const item = indices[at]!;
        if (isReached[item] === 0) {
          isReached[item] = 1;
          touched[size++] = item;
        }
        sums[item]! += counts * weights[at]!;
      }
    }
    return size;
  }

  /** What each item of a history adds to the score of one item. @param by as for {@link scores}. */
  contributions(items: Int32Array, item: number, by?: ArrayLike<number>): Float64Array {
    const parts = new Float64Array(items.length);
    for (let n = 0; n < parts.length; n++) parts[n] = (by?.[n] ?? 1) * this.weight(items[n]!, item);
    return parts;
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
