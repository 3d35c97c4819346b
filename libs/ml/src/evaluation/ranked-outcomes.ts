import { ascendingOrder } from '../linalg/ascending-order.js';
import { ones } from './weighted-mean.js';

/**
 * Rows from the highest score down, with their outcomes and where runs of equal scores end: sorted once, then measured
 * any number of times under different row weights, as a bootstrap does.
 */
export interface RankedOutcomes {
  /** Row numbers, highest score first. */
  readonly order: Uint32Array;
  /** Outcome at each rank. */
  readonly labels: Uint8Array;
  /** Rank just behind each run of equal scores, ascending; the last is the number of rows. */
  readonly runEnds: Uint32Array;
  readonly scores: Float64Array;
  /** As how many rows each one counts, by row number. */
  readonly weights: Float64Array;
}

/** Ranks `scores` (no NaN) with their `labels` (0 or 1), same length; throws RangeError otherwise. */
export function rankOutcomes(
  scores: Float64Array,
  labels: Uint8Array,
  weights = ones(labels.length),
): RankedOutcomes {
  if (scores.length !== labels.length)
    throw new RangeError(`${scores.length} scores for ${labels.length} labels`);
  if (scores.some(Number.isNaN)) throw new RangeError('a score is NaN');
  const order = ascendingOrder(scores.map((score) => -score));
  const ends: number[] = [];
  for (let k = 1; k <= order.length; k++) {
    if (k === order.length || scores[order[k]!] !== scores[order[k - 1]!]) ends.push(k);
  }
  return {
    order,
    labels: Uint8Array.from(order, (row) => labels[row]!),
    runEnds: Uint32Array.from(ends),
    scores: Float64Array.from(order, (row) => scores[row]!),
    weights,
  };
}

/** How well rows are ranked. */
export interface RankingMeasures {
  /** Area under the ROC curve, equal scores counting one half. NaN when a class is missing. */
  readonly rocAuc: number;
  /**
   * Average precision: the area under the precision-recall curve as steps, sum of precision times recall
   * gained, one step for each distinct score (Boyd, Eng and Page 2013). NaN without positives.
   */
  readonly prAuc: number;
}

/** Both in one walk. @param weights by row number, such as those of a resample; default: those of the rows */
export function rankingMeasures(
  { order, labels, runEnds, weights: own }: RankedOutcomes,
  weights: ArrayLike<number> = own,
): RankingMeasures {
  let above = 0;
  let positives = 0;
  let rows = 0;
  let area = 0;
  let rank = 0;
  for (let run = 0; run < runEnds.length; run++) {
    const end = runEnds[run]!;
    let hits = 0;
    let all = 0;
    for (; rank < end; rank++) {
      const weight = weights[order[rank]!]!;
      all += weight;
      hits += weight * labels[rank]!;
    }
    // Each negative is beaten by the positives above it and by half of those next to it.
    above += (all - hits) * (positives + hits / 2);
    positives += hits;
    rows += all;
    if (hits > 0) area += (positives / rows) * hits;
  }
  return { rocAuc: above / (positives * (rows - positives)), prAuc: area / positives };
}

/**
 * Weights of the first k ranks, for k from 0 to all, and of their positives; inside a run of equal scores,
 * its mean.
 */
export function cumulativeWeights({ order, labels, runEnds, weights }: RankedOutcomes): {
  readonly all: Float64Array;
  readonly positives: Float64Array;
} {
  const all = new Float64Array(labels.length + 1);
  const positives = new Float64Array(labels.length + 1);
  let begin = 0;
  for (const end of runEnds) {
    let [own, hits] = [0, 0];
    for (let k = begin; k < end; k++) {
      own += weights[order[k]!]!;
      hits += weights[order[k]!]! * labels[k]!;
    }
    for (let k = begin; k < end; k++) {
      all[k + 1] = all[begin]! + (own * (k + 1 - begin)) / (end - begin);
      positives[k + 1] = positives[begin]! + (hits * (k + 1 - begin)) / (end - begin);
    }
    begin = end;
  }
  return { all, positives };
}
