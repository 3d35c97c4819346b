import { lossOf, rankOutcomes, rankingMeasures } from '#ml';
import type { RankingMeasures } from '#ml';

/** Measures of one set of probabilities of users who are weighted by how often each was drawn, for a bootstrap. */
export interface WeightedMeasures extends RankingMeasures {
  readonly brier: number;
  readonly logLoss: number;
}

/** Sorts once; `ranking` (default: the probabilities) is what is ranked by. All of one length. */
export function weightedMeasures(
  probabilities: Float64Array,
  labels: Uint8Array,
  ranking: Float64Array = probabilities,
): (weights: Uint16Array) => WeightedMeasures {
  const ranked = rankOutcomes(ranking, labels);
  const squared = probabilities.map((p, row) => (p - labels[row]!) ** 2);
  const losses = lossesOf(probabilities, labels);
  return (weights) => ({
    ...rankingMeasures(ranked, weights),
    brier: weightedMean(squared, weights),
    logLoss: weightedMean(losses, weights),
  });
}

/** Log loss of each row alone. */
export function lossesOf(probabilities: Float64Array, labels: Uint8Array): Float64Array {
  return probabilities.map((p, row) => lossOf(p, labels[row]!));
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
