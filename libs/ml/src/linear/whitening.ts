import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { addWeightedSquares } from '../linalg/weighted-squares.js';

/**
 * Directions of the correlation matrix with less than this share of a single column's variance are treated as exact
 * collinearity: float64 products over 10^5 rows leave about 1e-12 of noise there, real but tiny directions lie above.
 */
const COLLINEAR_BELOW = 1e-9;

/** Standardised rows that are held at once: they stay in the cache. */
const BLOCK_ROWS = 256;

/** How original columns turn into uncorrelated directions of unit variance, and weights back. */
export interface Whitening {
  /** Ridge that was added to every eigenvalue, in units of a column's variance. */
  readonly ridge: number;
  /** Mean of each original column. */
  readonly means: Float64Array;
  /** Population standard deviation of each original column; 0 for a constant one. */
  readonly deviations: Float64Array;
  /** Number of directions kept: the rank of the standardised columns. */
  readonly directions: number;
  /** columns x directions, row by row: u = (x - means) * transform; without ridge its covariance is I. */
  readonly transform: Float64Array;
}

/** Means and population deviations (divisor n) of every column, in two passes; a column without spread gets deviation 0. */
export function columnMoments(x: DenseMatrix): { means: Float64Array; deviations: Float64Array } {
  const { rows, columns, values } = x;
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
 * Finds the whitening of `x` from the eigenvectors of its correlation matrix (PCA whitening). Constant columns get no
 * direction; of collinear columns only the directions they span are kept, so each gets its share of a common weight.
 * With a `ridge` every eigenvalue is raised by it, so that u and rows of that variance more in every direction have covariance I.
 */
export function fitWhitening(x: DenseMatrix, ridge = 0): Whitening {
  const { means, deviations } = columnMoments(x);
  const used = [...deviations.keys()].filter((j) => deviations[j]! > 0);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    correlation(x, means, deviations, used),
    {
      assumeSymmetric: true,
    },
  );
  const kept = realEigenvalues.map((_, k) => k).filter((k) => realEigenvalues[k]! > COLLINEAR_BELOW);
  const transform = new Float64Array(x.columns * kept.length);
  used.forEach((j, row) => {
    kept.forEach((k, direction) => {
      transform[j * kept.length + direction] =
        eigenvectorMatrix.get(row, k) / (Math.sqrt(realEigenvalues[k]! + ridge) * deviations[j]!);
    });
  });
  return { ridge, means, deviations, directions: kept.length, transform };
}

function correlation(x: DenseMatrix, means: Float64Array, deviations: Float64Array, used: number[]): Matrix {
  const d = used.length;
  const sums = new Float64Array(d * d);
  const block = { rows: BLOCK_ROWS, columns: d, values: new Float64Array(BLOCK_ROWS * d) };
  const ones = new Float64Array(BLOCK_ROWS).fill(1);
  for (let start = 0; start < x.rows; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, x.rows - start);
    for (let i = 0; i < rows; i++) {
      for (let a = 0; a < d; a++) {
        const j = used[a]!;
        block.values[i * d + a] = (x.values[(start + i) * x.columns + j]! - means[j]!) / deviations[j]!;
      }
    }
    addWeightedSquares({ ...block, rows }, ones, sums);
  }
  const result = new Matrix(d, d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      result.set(a, b, sums[a * d + b]! / x.rows);
      result.set(b, a, sums[a * d + b]! / x.rows);
    }
  }
  return result;
}

/** Rows of (1, u): the intercept's column of ones, then the whitened directions. Shape rows x (1 + directions). */
export function whitenedRows(x: DenseMatrix, whitening: Whitening): DenseMatrix {
  const { means, directions, transform } = whitening;
  const columns = directions + 1;
  const values = new Float64Array(x.rows * columns);
  const whole = x.columns - (x.columns % 4);
  for (let i = 0; i < x.rows; i++) {
    const out = i * columns;
    const from = i * x.columns;
    values[out] = 1;
    // Four columns at a time: a sum is read and written a fourth as often.
    for (let j = 0; j < whole; j += 4) {
      const c0 = x.values[from + j]! - means[j]!;
      const c1 = x.values[from + j + 1]! - means[j + 1]!;
      const c2 = x.values[from + j + 2]! - means[j + 2]!;
      const c3 = x.values[from + j + 3]! - means[j + 3]!;
      const t0 = j * directions;
      const t1 = t0 + directions;
      const t2 = t1 + directions;
      const t3 = t2 + directions;
      for (let k = 0; k < directions; k++) {
        values[out + 1 + k]! +=
          c0 * transform[t0 + k]! +
          c1 * transform[t1 + k]! +
          c2 * transform[t2 + k]! +
          c3 * transform[t3 + k]!;
      }
    }
    for (let j = whole; j < x.columns; j++) {
      const centred = x.values[from + j]! - means[j]!;
      for (let k = 0; k < directions; k++) values[out + 1 + k]! += centred * transform[j * directions + k]!;
    }
  }
  return { rows: x.rows, columns, values };
}

/** Weights of (1, u) as an intercept and weights of the original columns; the margins of every row stay the same. */
export function unwhitenWeights(
  theta: Float64Array,
  whitening: Whitening,
): { intercept: number; weights: Float64Array } {
  const { means, directions, transform } = whitening;
  const weights = new Float64Array(means.length);
  let intercept = theta[0]!;
  for (let j = 0; j < weights.length; j++) {
    for (let k = 0; k < directions; k++) weights[j]! += transform[j * directions + k]! * theta[1 + k]!;
    intercept -= weights[j]! * means[j]!;
  }
  return { intercept, weights };
}
