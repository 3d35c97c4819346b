import { SeededRandom } from '../random/seeded-random.js';

/** A value with the percentiles of its bootstrap distribution. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

export interface BootstrapOptions {
  /** Default 500. */
  resamples?: number;
  /** Default 0.95. */
  confidence?: number;
  seed?: number;
}

/** How often each of `rows` rows was drawn, as weights by row number. */
export type WeightedStatistic = (weights: Uint16Array) => number;

/**
 * Percentile interval (Efron and Tibshirani 1993, chapter 13) of a statistic of `rows` rows that are drawn with
 * replacement. The statistic gets how often each row was drawn, so what it sorts is sorted once. Resamples where it is
 * not a number (a class was not drawn) are left out.
 * A paired comparison of two models is a statistic too: the difference of both under the same weights.
 */
export function bootstrapInterval(
  rows: number,
  statistic: WeightedStatistic,
  options: BootstrapOptions = {},
): Interval {
  const { resamples = 500, confidence = 0.95, seed = 0 } = options;
  const random = new SeededRandom(seed);
  const weights = new Uint16Array(rows);
  const values: number[] = [];
  for (let b = 0; b < resamples; b++) {
    weights.fill(0);
    for (let i = 0; i < rows; i++) weights[random.int(rows)]!++;
    const value = statistic(weights);
    if (!Number.isNaN(value)) values.push(value);
  }
  return intervalOf(statistic(weights.fill(1)), values, confidence);
}

function intervalOf(value: number, values: number[], confidence: number): Interval {
  if (values.length === 0) return { value, low: NaN, high: NaN, standardError: NaN };
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, v) => sum + v, 0) / sorted.length;
  const variance = sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, sorted.length - 1);
  return {
    value,
    low: percentile(sorted, (1 - confidence) / 2),
    high: percentile(sorted, (1 + confidence) / 2),
    standardError: Math.sqrt(variance),
  };
}

/** Linear between the two nearest of the ascending values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
