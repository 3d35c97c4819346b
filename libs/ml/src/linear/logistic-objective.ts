import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { addWeightedSquares } from '../linalg/weighted-squares.js';
import { sigmoid, softplus } from './sigmoid.js';

/** Mean log loss over all rows at some weights, with its first two derivatives. */
export interface LogisticObjective {
  readonly logLoss: number;
  /** Length: columns. */
  readonly gradient: Float64Array;
  /** columns x columns, symmetric. */
  readonly hessian: Matrix;
}

/** Evaluates loss, gradient and Hessian of the mean log loss; `rows` hold their own column of ones, labels are 0 or 1. */
export function logisticObjective(
  rows: DenseMatrix,
  labels: Uint8Array,
  theta: Float64Array,
): LogisticObjective {
  const { columns: d, values } = rows;
  const n = rows.rows;
  const gradient = new Float64Array(d);
  const sums = new Float64Array(d * d);
  let logLoss = 0;
  const curvatures = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const m = marginOf(rows, i, theta);
    const p = sigmoid(m);
    logLoss += softplus(labels[i] === 1 ? -m : m);
    const error = p - labels[i]!;
    for (let a = 0; a < d; a++) gradient[a]! += error * values[i * d + a]!;
    curvatures[i] = p * (1 - p);
  }
  addWeightedSquares(rows, curvatures, sums);
  for (let a = 0; a < d; a++) gradient[a]! /= n;
  const hessian = new Matrix(d, d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      hessian.set(a, b, sums[a * d + b]! / n);
      hessian.set(b, a, sums[a * d + b]! / n);
    }
  }
  return { logLoss: logLoss / n, gradient, hessian };
}

/** Mean log loss alone. */
export function meanLogLoss(rows: DenseMatrix, labels: Uint8Array, theta: Float64Array): number {
  let total = 0;
  for (let i = 0; i < rows.rows; i++) {
    const m = marginOf(rows, i, theta);
    total += softplus(labels[i] === 1 ? -m : m);
  }
  return total / rows.rows;
}

/**
 * The Newton step H^-1 g, and half of g' H^-1 g: the distance to the lowest log loss as the quadratic model sees it
 * (Boyd and Vandenberghe, "Convex Optimization", 9.5.1). A Hessian without full rank, as separable classes have, gets a small ridge.
 */
export function newtonStep({ gradient, hessian }: LogisticObjective): {
  step: Float64Array;
  expectedGap: number;
} {
  let cholesky = new CholeskyDecomposition(hessian);
  for (let ridge = 1e-12; !cholesky.isPositiveDefinite(); ridge *= 100) {
    cholesky = new CholeskyDecomposition(Matrix.add(hessian, Matrix.eye(hessian.rows).mul(ridge)));
  }
  const step = Float64Array.from(cholesky.solve(Matrix.columnVector(gradient)).to1DArray());
  return { step, expectedGap: dot(step, gradient) / 2 };
}

function marginOf({ columns, values }: DenseMatrix, row: number, theta: Float64Array): number {
  const at = row * columns;
  let margin = 0;
  for (let a = 0; a < columns; a++) margin += values[at + a]! * theta[a]!;
  return margin;
}

/** Inner product of two arrays of the same length. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
