import { ascendingOrder } from '../linalg/ascending-order.js';

/** Points of the ROC curve from (0, 0) to (1, 1), one for each distinct score, highest score first. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Rows with a score of at least this count as positive; Infinity at (0, 0). */
  readonly threshold: Float64Array;
}

/**
 * Curve of `scores` (any monotone scale) against `labels` (0 or 1), same length; equal scores are one step
 * (Fawcett 2006, algorithm 1).
 */
export function rocCurve(scores: Float64Array, labels: Uint8Array): RocCurve {
  const { order, positives, negatives } = ranked(scores, labels);
  const fpr = [0];
  const tpr = [0];
  const threshold = [Infinity];
  let hits = 0;
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]!]!;
    for (; i < order.length && scores[order[i]!] === score; i++) hits += labels[order[i]!]!;
    fpr.push((i - hits) / negatives);
    tpr.push(hits / positives);
    threshold.push(score);
  }
  return {
    falsePositiveRate: Float64Array.from(fpr),
    truePositiveRate: Float64Array.from(tpr),
    threshold: Float64Array.from(threshold),
  };
}

/**
 * Chance that a random positive scores above a random negative, equal scores counting one half
 * (area under the ROC curve; Mann and Whitney 1947, Hanley and McNeil 1982). NaN when a class is missing.
 */
export function rocAuc(scores: Float64Array, labels: Uint8Array): number {
  const { order, positives, negatives } = ranked(scores, labels);
  let negativesAbove = 0;
  let pairs = 0;
  for (let i = 0; i < order.length;) {
    const score = scores[order[i]!]!;
    let hits = 0;
    let misses = 0;
    for (; i < order.length && scores[order[i]!] === score; i++) {
      if (labels[order[i]!] === 1) hits++;
      else misses++;
    }
    pairs += hits * (negatives - negativesAbove - misses / 2);
    negativesAbove += misses;
  }
  return pairs / (positives * negatives);
}

/** The curve with at most `points` points (2 or more), evenly spread over it; both ends stay. */
export function thinRocCurve(curve: RocCurve, points: number): RocCurve {
  const last = curve.threshold.length - 1;
  const kept = Math.min(points, last + 1);
  const at = Array.from({ length: kept }, (_, i) => Math.round((i * last) / (kept - 1)));
  const pick = (values: Float64Array) => Float64Array.from(at, (i) => values[i]!);
  return {
    falsePositiveRate: pick(curve.falsePositiveRate),
    truePositiveRate: pick(curve.truePositiveRate),
    threshold: pick(curve.threshold),
  };
}

function ranked(scores: Float64Array, labels: Uint8Array) {
  if (scores.length !== labels.length)
    throw new RangeError(`${scores.length} scores for ${labels.length} labels`);
  if (scores.some(Number.isNaN)) throw new RangeError('a score is NaN');
  const order = ascendingOrder(scores.map((score) => -score));
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return { order, positives, negatives: labels.length - positives };
}
