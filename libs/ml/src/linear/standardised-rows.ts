import type { DenseMatrix } from '../linalg/dense-matrix.js';

interface ColumnMoments {
  readonly means: Float64Array;
  /** Population deviations (divisor n); 0 for a column without spread. */
  readonly deviations: Float64Array;
}

/** Rows of (1, z), z the columns that are not constant, less their means, in deviations. */
interface StandardisedRows {
  readonly moments: ColumnMoments;
  /** Columns that z is made of. */
  readonly used: readonly number[];
  readonly rows: DenseMatrix;
}

/** Means and deviations of every column, in two passes. */
export function columnMoments({ rows, columns, values }: DenseMatrix): ColumnMoments {
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j]! += values[at++]!;
  for (let j = 0; j < columns; j++) means[j]! /= rows;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) deviations[j]! += (values[at++]! - means[j]!) ** 2;
  }
  for (let j = 0; j < columns; j++) {
    const deviation = Math.sqrt(deviations[j]! / rows);
    deviations[j] = deviation > 1e-12 * Math.max(1, Math.abs(means[j]!)) ? deviation : 0;
  }
  return { means, deviations };
}

export function standardisedRows(x: DenseMatrix): StandardisedRows {
  const moments = columnMoments(x);
  const used = [...moments.deviations.keys()].filter((j) => moments.deviations[j]! > 0);
  const columns = 1 + used.length;
  const values = new Float64Array(x.rows * columns);
  for (let i = 0; i < x.rows; i++) {
    values[i * columns] = 1;
    used.forEach((j, a) => {
      const value = x.values[i * x.columns + j]!;
      values[i * columns + 1 + a] = (value - moments.means[j]!) / moments.deviations[j]!;
    });
  }
  return { moments, used, rows: { rows: x.rows, columns, values } };
}

/** Weights of (1, z) as an intercept and weights of the original columns; the margins of every row stay the same. */
export function originalWeights(
  weights: Float64Array,
  { moments: { means, deviations }, used }: Pick<StandardisedRows, 'moments' | 'used'>,
): { intercept: number; weights: Float64Array } {
  const original = new Float64Array(means.length);
  let intercept = weights[0]!;
  used.forEach((j, a) => {
    original[j] = weights[1 + a]! / deviations[j]!;
    intercept -= original[j] * means[j]!;
  });
  return { intercept, weights: original };
}
