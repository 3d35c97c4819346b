/** One for each row: every row counts once. A row of weight w counts as w equal rows, wherever rows have weights. */
export function ones(rows: number): Float64Array {
  return new Float64Array(rows).fill(1);
}

export function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

export function weightedMean(values: ArrayLike<number>, weights = ones(values.length)): number {
  let sum = 0;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! * weights[i]!;
    all += weights[i]!;
  }
  return sum / all;
}

/** The weighted mean of independent values, and its standard error. */
export function meanWithError(values: Float64Array, weights: Float64Array): { mean: number; error: number } {
  const mean = weightedMean(values, weights);
  const spread = values.reduce((sum, value, i) => sum + (weights[i]! * (value - mean)) ** 2, 0);
  return { mean, error: Math.sqrt(spread) / sumOf(weights) };
}

/**
 * How many rows of equal weight say as much as these (Kish, "Survey Sampling", 1965): their number if all
 * are equal.
 */
export function effectiveRows(weights: Float64Array): number {
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return squares === 0 ? 0 : sumOf(weights) ** 2 / squares;
}
