import type { DenseMatrix } from '../linalg/dense-matrix.js';

export interface ColumnMoments {
  readonly means: Float64Array;
  /** Population deviations (divisor n); 0 for a column without spread. */
  readonly deviations: Float64Array;
}

/** Rows of (1, z), z the columns that are not constant, less their means, in deviations. */
export interface StandardisedRows {
  readonly moments: ColumnMoments;
  /** Columns that z is made of. */
  readonly used: readonly number[];
  /** One a row of the table. */
  readonly real: DenseMatrix;
  /** The same, and those of the prior behind them. */
  readonly all: DenseMatrix;
  /** Of `all`. */
  readonly labels: Uint8Array;
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

/**
 * Standardises a table, and adds a prior by data where `distance` is not 0: for each column a row of label 1
 * and a row of label 0 that lie `distance` deviations out in that column and have no intercept. Together they
 * cost log(1 + e^(dw)) + log(1 + e^(-dw)) for a standardised weight w, which is least at 0 and near it the
 * ridge penalty d^2 w^2 / 4: a log-F(1,1) prior, which any solver can use (Greenland and Mansournia,
 * "Penalization, bias reduction, and default priors in logistic and related categorical and survival
 * regressions", 2015).
 */
export function standardisedRows(x: DenseMatrix, labels: Uint8Array, distance: number): StandardisedRows {
  const moments = columnMoments(x);
  const used = [...moments.deviations.keys()].filter((j) => moments.deviations[j]! > 0);
  const means = Float64Array.from(used, (j) => moments.means[j]!);
  const deviations = Float64Array.from(used, (j) => moments.deviations[j]!);
  const columns = 1 + used.length;
  const rows = x.rows + (distance === 0 ? 0 : 2 * used.length);
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < x.rows; i++) {
    const from = i * x.columns;
    const to = i * columns;
    values[to] = 1;
    for (let a = 0; a < used.length; a++)
      values[to + 1 + a] = (x.values[from + used[a]!]! - means[a]!) / deviations[a]!;
  }
  const all = new Uint8Array(rows);
  all.set(labels);
  for (let row = x.rows; row < rows; row++) {
    const at = row - x.rows;
    values[row * columns + 1 + (at >> 1)] = distance;
    all[row] = at & 1;
  }
  const real = { rows: x.rows, columns, values: values.subarray(0, x.rows * columns) };
  return { moments, used, real, all: { rows, columns, values }, labels: all };
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
