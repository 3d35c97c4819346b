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
}

/** Ranks `scores` (no NaN) with their `labels` (0 or 1), same length; throws RangeError otherwise. */
export function rankOutcomes(scores: Float64Array, labels: Uint8Array): RankedOutcomes {
  if (scores.length !== labels.length)
    throw new RangeError(`${scores.length} scores for ${labels.length} labels`);
  if (scores.some(Number.isNaN)) throw new RangeError('a score is NaN');
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const ends: number[] = [];
  for (let k = 1; k <= order.length; k++) {
    if (k === order.length || scores[order[k]!] !== scores[order[k - 1]!]) ends.push(k);
  }
  return {
    order,
    labels: Uint8Array.from(order, (row) => labels[row]!),
    runEnds: Uint32Array.from(ends),
    scores: Float64Array.from(order, (row) => scores[row]!),
  };
}

/** Area under the ROC curve, equal scores counting one half; `weights` by row number. NaN when a class is missing. */
export function weightedRocAuc(ranked: RankedOutcomes, weights?: ArrayLike<number>): number {
  let above = 0;
  let positives = 0;
  let negatives = 0;
  walkRuns(ranked, weights, (hits, misses) => {
    // Each negative is beaten by the positives above it and by half of those beside it.
    above += misses * (positives + hits / 2);
    positives += hits;
    negatives += misses;
  });
  return above / (positives * negatives);
}

/**
 * Average precision: the area under the precision-recall curve as steps, sum of precision times recall gained, one step
 * for each distinct score (Boyd, Eng and Page 2013). NaN without positives.
 */
export function weightedAveragePrecision(ranked: RankedOutcomes, weights?: ArrayLike<number>): number {
  let hitsSoFar = 0;
  let rowsSoFar = 0;
  let area = 0;
  walkRuns(ranked, weights, (hits, misses) => {
    hitsSoFar += hits;
    rowsSoFar += hits + misses;
    if (hits > 0) area += (hitsSoFar / rowsSoFar) * hits;
  });
  return area / hitsSoFar;
}

/** Positives among the first k ranks, for k from 0 to all; inside a run of equal scores, its mean rate. */
export function cumulativePositives({ labels, runEnds }: RankedOutcomes): Float64Array {
  const cumulative = new Float64Array(labels.length + 1);
  let begin = 0;
  for (const end of runEnds) {
    let hits = 0;
    for (let k = begin; k < end; k++) hits += labels[k]!;
    for (let k = begin; k < end; k++)
      cumulative[k + 1] = cumulative[begin]! + (hits * (k + 1 - begin)) / (end - begin);
    begin = end;
  }
  return cumulative;
}

function walkRuns(
  { order, labels, runEnds }: RankedOutcomes,
  weights: ArrayLike<number> | undefined,
  visit: (hits: number, misses: number) => void,
): void {
  let rank = 0;
  for (const end of runEnds) {
    let hits = 0;
    let all = 0;
    for (; rank < end; rank++) {
      const weight = weights === undefined ? 1 : weights[order[rank]!]!;
      all += weight;
      hits += weight * labels[rank]!;
    }
    visit(hits, all - hits);
  }
}
