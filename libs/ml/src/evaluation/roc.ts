import { cumulativeWeights, rankOutcomes, rankingMeasures } from './ranked-outcomes.js';

/** Points of the ROC curve from (0, 0) to (1, 1), one for each distinct score, highest score first. */
interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Rows with a score of at least this count as positive; Infinity at (0, 0). */
  readonly threshold: Float64Array;
}

/**
 * Curve of `scores` (any monotone scale) against `labels` (0 or 1), same length; equal scores are one step
 * (Fawcett 2006, algorithm 1). Rows count by `weights`.
 */
export function rocCurve(scores: Float64Array, labels: Uint8Array, weights?: Float64Array): RocCurve {
  const ranked = rankOutcomes(scores, labels, weights);
  const { runEnds, scores: sorted } = ranked;
  const { all, positives } = cumulativeWeights(ranked);
  const [total, hits] = [all.at(-1)!, positives.at(-1)!];
  const curve = {
    falsePositiveRate: new Float64Array(runEnds.length + 1),
    truePositiveRate: new Float64Array(runEnds.length + 1),
    threshold: new Float64Array(runEnds.length + 1).fill(Infinity),
  };
  runEnds.forEach((end, k) => {
    curve.falsePositiveRate[k + 1] = (all[end]! - positives[end]!) / (total - hits);
    curve.truePositiveRate[k + 1] = positives[end]! / hits;
    curve.threshold[k + 1] = sorted[end - 1]!;
  });
  return curve;
}

/**
 * Chance that a random positive scores above a random negative, equal scores counting one half
 * (area under the ROC curve; Mann and Whitney 1947, Hanley and McNeil 1982). NaN when a class is missing.
 */
export function rocAuc(scores: Float64Array, labels: Uint8Array, weights?: Float64Array): number {
  return rankingMeasures(rankOutcomes(scores, labels, weights)).rocAuc;
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
