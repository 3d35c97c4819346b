import { rankOutcomes, rankingMeasures } from './ranked-outcomes.js';

/** Points of the precision-recall curve, one for each distinct score, highest score first. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** Rows with a score of at least this count as positive. */
  readonly threshold: Float64Array;
}

/** Curve of `scores` (any monotone scale) against `labels` (0 or 1), same length; recall is NaN without positives. */
export function precisionRecallCurve(scores: Float64Array, labels: Uint8Array): PrecisionRecallCurve {
  const { labels: outcomes, runEnds, scores: sorted } = rankOutcomes(scores, labels);
  const positives = outcomes.reduce((sum, label) => sum + label, 0);
  const precision = new Float64Array(runEnds.length);
  const recall = new Float64Array(runEnds.length);
  const threshold = new Float64Array(runEnds.length);
  let hits = 0;
  let rank = 0;
  runEnds.forEach((end, k) => {
    for (; rank < end; rank++) hits += outcomes[rank]!;
    precision[k] = hits / end;
    recall[k] = hits / positives;
    threshold[k] = sorted[end - 1]!;
  });
  return { precision, recall, threshold };
}

/** PR-AUC as average precision, see {@link rankingMeasures}. */
export function averagePrecision(scores: Float64Array, labels: Uint8Array): number {
  return rankingMeasures(rankOutcomes(scores, labels)).prAuc;
}

/** The curve with at most `points` points (2 or more), evenly spread over it; both ends stay. */
export function thinPrecisionRecallCurve(curve: PrecisionRecallCurve, points: number): PrecisionRecallCurve {
  const last = curve.threshold.length - 1;
  const kept = Math.min(points, last + 1);
  const at = Array.from({ length: kept }, (_, i) => (kept === 1 ? 0 : Math.round((i * last) / (kept - 1))));
  const pick = (values: Float64Array) => Float64Array.from(at, (i) => values[i]!);
  return { precision: pick(curve.precision), recall: pick(curve.recall), threshold: pick(curve.threshold) };
}
