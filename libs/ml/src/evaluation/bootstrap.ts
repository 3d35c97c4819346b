import { SeededRandom } from '../random/seeded-random.js';
import type { Interval } from './interval.js';

export interface BootstrapOptions {
  /** Default 500. */
  resamples?: number;
  /** Default 0.95. */
  confidence?: number;
  seed?: number;
}

/** How often each of `rows` rows was drawn, as weights by row number. */
export type WeightedStatistic = (weights: Uint16Array) => number;

/** Values of a statistic: of all rows, and of each resample; NaN where it has none, because a class was not drawn. */
export interface DrawnValues {
  readonly value: number;
  readonly drawn: Float64Array;
}

/**
 * Values of statistics of `rows` rows that are drawn with replacement, all of them on the same resamples. A statistic gets how often
 * each row was drawn, so what it sorts is sorted once. Drawing costs more than most statistics: ask for those of the same rows at once.
 */
export function drawValues<Name extends string>(
  rows: number,
  statistics: Readonly<Record<Name, WeightedStatistic>>,
  { resamples = 500, seed = 0 }: Omit<BootstrapOptions, 'confidence'> = {},
): Record<Name, DrawnValues> {
  const named = Object.entries<WeightedStatistic>(statistics).map(([name, statistic]) => ({
    name,
    statistic,
    drawn: new Float64Array(resamples),
  }));
  const random = new SeededRandom(seed);
  const weights = new Uint16Array(rows);
  for (let b = 0; b < resamples; b++) {
    weights.fill(0);
    for (let i = 0; i < rows; i++) weights[random.int(rows)]!++;
    for (const { statistic, drawn } of named) drawn[b] = statistic(weights);
  }
  weights.fill(1);
  return Object.fromEntries(
    named.map(({ name, statistic, drawn }) => [name, { value: statistic(weights), drawn }]),
  ) as Record<Name, DrawnValues>;
}

/** Percentile interval (Efron and Tibshirani 1993, chapter 13). Resamples without a value are left out. */
export function intervalOf({ value, drawn }: DrawnValues, confidence = 0.95): Interval {
  const sorted = drawn.filter((one) => !Number.isNaN(one)).sort();
  if (sorted.length === 0) return { value, low: NaN, high: NaN, standardError: NaN };
  const mean = sorted.reduce((sum, v) => sum + v, 0) / sorted.length;
  const variance = sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, sorted.length - 1);
  return {
    value,
    low: percentile(sorted, (1 - confidence) / 2),
    high: percentile(sorted, (1 + confidence) / 2),
    standardError: Math.sqrt(variance),
  };
}

/** By how much one exceeds another, on the same resamples of the same rows: what both have in common cancels out. */
export function differenceOf(one: DrawnValues, other: DrawnValues): DrawnValues {
  return {
    value: one.value - other.value,
    drawn: one.drawn.map((value, b) => value - other.drawn[b]!),
  };
}

/** The interval of one statistic alone, see {@link drawValues} and {@link intervalOf}. */
export function bootstrapInterval(
  rows: number,
  statistic: WeightedStatistic,
  { confidence, ...draws }: BootstrapOptions = {},
): Interval {
  return intervalOf(drawValues(rows, { statistic }, draws).statistic, confidence);
}

/** Linear between the two nearest of the ascending values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
