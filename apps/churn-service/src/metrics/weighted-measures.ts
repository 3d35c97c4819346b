import { logLoss, rankOutcomes, weightedAveragePrecision, weightedRocAuc } from '#ml';
import type { WeightedStatistic } from '#ml';

/** Measures of one set of probabilities as functions of how often each user was drawn, for a bootstrap. */
export interface WeightedMeasures {
  readonly rocAuc: WeightedStatistic;
  readonly prAuc: WeightedStatistic;
  readonly accuracy: WeightedStatistic;
  readonly brier: WeightedStatistic;
  readonly logLoss: WeightedStatistic;
}

/** Sorts once; `ranking` (default: the probabilities) is what is ranked by. All of one length. */
export function weightedMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranking: Float64Array = probabilities,
): WeightedMeasures {
  const ranked = rankOutcomes(ranking, labels);
  const right = probabilities.map((p, row) => (p >= 0.5 === (labels[row] === 1) ? 1 : 0));
  const squared = probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const losses = lossesOf(probabilities, labels);
  return {
    rocAuc: (weights) => weightedRocAuc(ranked, weights),
    prAuc: (weights) => weightedAveragePrecision(ranked, weights),
    accuracy: (weights) => weightedMean(right, weights),
    brier: (weights) => weightedMean(squared, weights),
    logLoss: (weights) => weightedMean(losses, weights),
  };
}

/** Log loss of each row alone. */
export function lossesOf(probabilities: Float64Array, labels: Uint8Array): Float64Array {
  return probabilities.map((p, row) => logLoss(Float64Array.of(p), labels.subarray(row, row + 1)));
}

export function weightedMean(values: Float64Array, weights: Uint16Array): number {
  let sum = 0;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! * weights[i]!;
    all += weights[i]!;
  }
  return sum / all;
}
