import { ascendingOrder, ones, sumOf } from '#ml';

const STEPS = 1_000;

/** What is stored of the probabilities of many users: they are read by no user, and of one size for any number. */
export interface ScoreQuantiles {
  readonly userCount: number;
  /**
   * At 0, 0.001, ... 1: at f the smallest probability that at least a share f does not exceed. Empty without
   * users.
   */
  readonly quantiles: readonly number[];
}

export function quantilesOf(probabilities: Float32Array): number[] {
  if (probabilities.length === 0) return [];
  const sorted = probabilities.toSorted();
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const place = Math.ceil((i * sorted.length) / STEPS);
    return sorted[Math.max(0, place - 1)]!;
  });
}

/** What is stored of these, users by their weights. */
export function scoresOf(probabilities: Float64Array, weights = ones(probabilities.length)): ScoreQuantiles {
  const order = ascendingOrder(probabilities);
  const total = sumOf(weights);
  let [rank, through] = [0, weights[order[0]!] ?? 0];
  const quantiles = Array.from({ length: order.length === 0 ? 0 : STEPS + 1 }, (_, i) => {
    while (rank < order.length - 1 && through < (i * total) / STEPS) through += weights[order[++rank]!]!;
    return Math.fround(probabilities[order[rank]!]!);
  });
  return { userCount: probabilities.length, quantiles };
}

/** One probability for each step between two quantiles: all stand for equally many users. */
export function probabilitiesOf({ quantiles }: Pick<ScoreQuantiles, 'quantiles'>): Float64Array {
  return Float64Array.from({ length: Math.max(0, quantiles.length - 1) }, (_, k) =>
    Math.min(1, Math.max(0, (quantiles[k]! + quantiles[k + 1]!) / 2)),
  );
}
