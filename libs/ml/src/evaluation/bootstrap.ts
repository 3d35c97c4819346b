import { SeededRandom } from '../random/seeded-random.js';
import type { Interval } from './interval.js';
import { ones } from './weighted-mean.js';

interface BootstrapOptions {
  /** Default 500. */
  resamples?: number;
  seed?: number;
  /** As how many rows each one counts when it is drawn once; default 1. */
  rowWeights?: Float64Array;
}

/** A number of rows that are weighted by how often each was drawn, times its own weight. */
type WeightedStatistic = (weights: Float64Array) => number;

/** Values of a statistic: of all rows, and of each resample; NaN where it has none, because a class was not drawn. */
export interface DrawnValues {
  readonly value: number;
  readonly drawn: Float64Array;
}

/**
 * Values of statistics of `rows` rows that are drawn with replacement, all of them on the same resamples.
 * `statisticsOf` gets how often each row was drawn, times its weight, so what it sorts is sorted once, and
 * one walk through the rows can serve several statistics. Drawing costs as much as such a walk: ask for those
 * of the same rows at once.
 */
export function drawValues<Name extends string>(
  rows: number,
  statisticsOf: (weights: Float64Array) => Readonly<Record<Name, number>>,
  { resamples = 500, seed = 0, rowWeights = ones(rows) }: BootstrapOptions = {},
): Record<Name, DrawnValues> {
  const weights = Float64Array.from(rowWeights);
  const whole = Object.entries<number>(statisticsOf(weights)) as [Name, number][];
  const values = whole.map(([name, value]) => ({ name, value, drawn: new Float64Array(resamples) }));
  const random = new SeededRandom(seed);
  for (let b = 0; b < resamples; b++) {
    weights.fill(0);
    for (let i = 0; i < rows; i++) {
      const row = random.int(rows);
      weights[row]! += rowWeights[row]!;
    }
    const statistics = statisticsOf(weights);
    for (const { name, drawn } of values) drawn[b] = statistics[name];
  }
  return Object.fromEntries(values.map(({ name, value, drawn }) => [name, { value, drawn }])) as Record<
    Name,
    DrawnValues
  >;
}

/** 95 % percentile interval (Efron and Tibshirani 1993, chapter 13). Resamples without a value are left out. */
export function intervalOf({ value, drawn }: DrawnValues): Interval {
  const sorted = drawn.filter((one) => !Number.isNaN(one)).sort();
  if (sorted.length === 0) return { value, low: NaN, high: NaN, standardError: NaN };
  const mean = sorted.reduce((sum, v) => sum + v, 0) / sorted.length;
  const variance = sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, sorted.length - 1);
  return {
    value,
    low: percentile(sorted, 0.025),
    high: percentile(sorted, 0.975),
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
  draws: BootstrapOptions = {},
): Interval {
  return intervalOf(drawValues(rows, (weights) => ({ statistic: statistic(weights) }), draws).statistic);
}

/** Linear between the two nearest of the ascending values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
