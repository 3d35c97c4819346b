import { rankOutcomes } from './ranked-outcomes.js';

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
