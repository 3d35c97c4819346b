import { choleskyFactor, choleskySolve } from '../linalg/cholesky.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import type { AddWeightedSquares } from '../linalg/weighted-squares.js';

/** Mean log loss over all rows at some weights, with its derivatives. */
export interface LogisticObjective {
  readonly logLoss: number;
  /** Length: columns. */
  readonly gradient: Float64Array;
  /** p (1 - p) of each row: the Hessian is the mean of rows * rows', so weighted. */
  readonly curvatures: Float64Array;
}

/** The Hessian of an objective along the directions of a basis, as its Cholesky factor. */
export interface Curvature {
  readonly of: LogisticObjective;
  readonly basis: DenseMatrix;
  /** Lower triangle, directions x directions. */
  readonly factor: Float64Array;
}

/** Evaluates the mean log loss; `rows` hold their own column of ones, labels are 0 or 1. */
export function logisticObjective(
  rows: DenseMatrix,
  labels: Uint8Array,
  weights: Float64Array,
): LogisticObjective {
  const n = rows.rows;
  // Margins first, then errors.
  const errors = new Float64Array(n);
  const curvatures = new Float64Array(n);
  const gradient = new Float64Array(rows.columns);
  let logLoss = 0;
  for (let from = 0; from < n; from += 4) {
    const to = Math.min(n, from + 4);
    if (to - from === 4) marginsOf4(rows, from, weights, errors);
    else for (let i = from; i < to; i++) errors[i] = marginOf(rows, i, weights);
    for (let i = from; i < to; i++) {
      const margin = errors[i]!;
      const e = Math.exp(-Math.abs(margin));
      const share = 1 / (1 + e);
      logLoss += Math.max(labels[i] === 1 ? -margin : margin, 0) + Math.log1p(e);
      errors[i] = (margin >= 0 ? share : e * share) - labels[i]!;
      curvatures[i] = e * share * share;
    }
    if (to - from === 4) addGradientOf4(rows, from, errors, gradient);
    else for (let i = from; i < to; i++) addGradient(rows, i, errors[i]!, gradient);
  }
  return { logLoss: logLoss / n, gradient: gradient.map((sum) => sum / n), curvatures };
}

/** Second derivatives at `of`. A Hessian without full rank, as separable classes have, gets a small ridge. */
export function curvatureOf(
  rows: DenseMatrix,
  of: LogisticObjective,
  basis: DenseMatrix,
  addSquares: AddWeightedSquares,
): Curvature {
  const sums = new Float64Array(rows.columns ** 2);
  addSquares(rows, of.curvatures, sums);
  const hessian = within(
    basis,
    sums.map((sum) => sum / rows.rows),
  );
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-12 : 100 * ridge) {
    const factor = hessian.slice();
    for (let k = 0; k < basis.columns; k++) factor[k * basis.columns + k]! += ridge;
    if (choleskyFactor(factor, basis.columns)) return { of, basis, factor };
  }
}

/**
 * The Newton step H^-1 g, and half of g' H^-1 g: the distance to the lowest log loss as the quadratic model sees it
 * (Boyd and Vandenberghe, "Convex Optimization", 9.5.1). The step is one of weights of the rows, `slope` the
 * gradient along the basis.
 */
export function newtonStep(
  { gradient }: LogisticObjective,
  { basis: { rows, columns, values }, factor }: Curvature,
): { step: Float64Array; expectedGap: number; slope: Float64Array } {
  const slope = new Float64Array(columns);
  for (let j = 0; j < rows; j++)
    for (let k = 0; k < columns; k++) slope[k]! += gradient[j]! * values[j * columns + k]!;
  const theta = slope.slice();
  choleskySolve(factor, columns, theta);
  const step = new Float64Array(rows);
  for (let j = 0; j < rows; j++)
    for (let k = 0; k < columns; k++) step[j]! += values[j * columns + k]! * theta[k]!;
  const expectedGap = theta.reduce((sum, value, k) => sum + value * slope[k]!, 0) / 2;
  return { step, expectedGap, slope };
}

/** basis' * matrix * basis. @param matrix symmetric, its lower triangle */
function within({ rows, columns, values }: DenseMatrix, matrix: Float64Array): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      const value = a >= b ? matrix[a * rows + b]! : matrix[b * rows + a]!;
      for (let k = 0; k < columns; k++) product[a * columns + k]! += value * values[b * columns + k]!;
    }
  }
  const result = new Float64Array(columns * columns);
  for (let a = 0; a < rows; a++) {
    for (let k = 0; k < columns; k++) {
      const value = values[a * columns + k]!;
      for (let l = 0; l < columns; l++) result[k * columns + l]! += value * product[a * columns + l]!;
    }
  }
  return result;
}

/** Four sums side by side, since one alone waits for each of its additions. */
function marginsOf4(
  { columns: d, values }: DenseMatrix,
  row: number,
  weights: Float64Array,
  margins: Float64Array,
): void {
  let [r0, r1, r2, r3] = [row * d, (row + 1) * d, (row + 2) * d, (row + 3) * d];
  let [m0, m1, m2, m3] = [0, 0, 0, 0];
  for (let a = 0; a < d; a++) {
    const weight = weights[a]!;
    m0 += values[r0++]! * weight;
    m1 += values[r1++]! * weight;
    m2 += values[r2++]! * weight;
    m3 += values[r3++]! * weight;
  }
  margins[row] = m0;
  margins[row + 1] = m1;
  margins[row + 2] = m2;
  margins[row + 3] = m3;
}

function marginOf({ columns, values }: DenseMatrix, row: number, weights: Float64Array): number {
  let margin = 0;
  for (let a = 0; a < columns; a++) margin += values[row * columns + a]! * weights[a]!;
  return margin;
}

/** Four rows at a time: a sum is read and written a fourth as often. */
function addGradientOf4(
  { columns: d, values }: DenseMatrix,
  row: number,
  errors: Float64Array,
  sums: Float64Array,
): void {
  let [r0, r1, r2, r3] = [row * d, (row + 1) * d, (row + 2) * d, (row + 3) * d];
  const e0 = errors[row]!;
  const e1 = errors[row + 1]!;
  const e2 = errors[row + 2]!;
  const e3 = errors[row + 3]!;
  for (let a = 0; a < d; a++)
    sums[a]! += e0 * values[r0++]! + e1 * values[r1++]! + e2 * values[r2++]! + e3 * values[r3++]!;
}

function addGradient({ columns, values }: DenseMatrix, row: number, error: number, sums: Float64Array): void {
  for (let a = 0; a < columns; a++) sums[a]! += error * values[row * columns + a]!;
}
