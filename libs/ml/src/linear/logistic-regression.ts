import { assertFiniteMatrix } from '../linalg/dense-matrix.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { ones, sumOf } from '../evaluation/weighted-mean.js';
import { descend } from './gradient-descent.js';
import { newton } from './newton.js';
import { PenalisedLoss } from './penalised-loss.js';

/** margin = intercept + sum of weights[j] * x[j], in log-odds of label 1; plain data that can be stored. */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: Float64Array;
  /** Training means of the columns: the reference that contributions are counted from. */
  readonly means: Float64Array;
  /** Training deviations (population); 0 for a column that was constant, whose weight is 0. */
  readonly deviations: Float64Array;
}

export interface LogisticFit {
  readonly model: LogisticModel;
  /** Weight times deviation: change of the log-odds for one deviation of the column. */
  readonly standardised: Float64Array;
  readonly steps: number;
  /** Mean log loss on the training rows, without the penalty. */
  readonly logLoss: number;
  /** Euclidean norm of the gradient of the mean loss by the standardised weights. */
  readonly gradientNorm: number;
  /** Expected distance of the mean loss to its minimum (half the squared Newton decrement). */
  readonly expectedGap: number;
  readonly converged: boolean;
}

export type LogisticSolver = 'ml-logistic-regression' | 'newton';

export interface LogisticOptions {
  /**
   * Pulls standardised weights towards 0 as a ridge penalty of shrinkage / 2 times their squares does (1, the
   * default, is C = 1 of scikit-learn), and more gently than it far out. Above 0.
   */
  shrinkage?: number;
  /** Default: Newton steps; the other is gradient descent by the package. */
  solver?: LogisticSolver;
  /** As how many rows each one counts, above 0; default 1. */
  weights?: Float64Array;
}

/** A fit counts as converged when the expected gap of the mean loss is at most this. */
const TOLERANCE = 1e-5;

/**
 * Fits a logistic regression with intercept to `x` (rows x columns, finite) and `labels` (0 or 1, both present).
 * Columns are centred and scaled first; the weights are mapped back to the original columns.
 * @throws RangeError for unusable input
 */
export function fitLogisticRegression(
  x: DenseMatrix,
  labels: Uint8Array,
  { shrinkage = 1, solver = 'newton', weights = ones(x.rows) }: LogisticOptions = {},
): LogisticFit {
  assertFiniteMatrix(x);
  assertTwoClasses(x.rows, labels);
  const table = standardisedRows(x, weights);
  const loss = new PenalisedLoss(table.rows, labels, weights, shrinkage);
  const { at, expectedGap, steps } = solver === 'newton' ? newton(loss) : descend(loss);
  const standardised = new Float64Array(x.columns);
  table.used.forEach((j, a) => (standardised[j] = at.weights[1 + a]!));
  return {
    model: { ...originalWeights(at.weights, table), ...table.moments },
    standardised,
    steps,
    logLoss: at.logLoss,
    gradientNorm: Math.hypot(...at.gradient),
    expectedGap,
    converged: expectedGap <= TOLERANCE,
  };
}

/** Log-odds of label 1 for every row of `x`. */
export function logisticMargins(model: LogisticModel, x: DenseMatrix): Float64Array {
  const margins = new Float64Array(x.rows);
  for (let i = 0, at = 0; i < x.rows; i++) {
    let margin = model.intercept;
    for (let j = 0; j < x.columns; j++) margin += x.values[at++]! * model.weights[j]!;
    margins[i] = margin;
  }
  return margins;
}

function assertTwoClasses(rows: number, labels: Uint8Array): void {
  if (labels.length !== rows) throw new RangeError(`${rows} rows need ${rows} labels, not ${labels.length}`);
  const positives = labels.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
  if (labels.some((label) => label > 1)) throw new RangeError('labels are 0 or 1');
  if (positives === 0 || positives === rows)
    throw new RangeError('both labels must occur to fit a regression');
}

interface ColumnMoments {
  readonly means: Float64Array;
  /** Population deviations (divisor: the sum of weights); 0 for a column without spread. */
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
function columnMoments({ rows, columns, values }: DenseMatrix, weights: Float64Array): ColumnMoments {
  const total = sumOf(weights);
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) means[j]! += weights[i]! * values[at++]!;
  for (let j = 0; j < columns; j++) means[j]! /= total;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) deviations[j]! += weights[i]! * (values[at++]! - means[j]!) ** 2;
  }
  for (let j = 0; j < columns; j++) {
    const deviation = Math.sqrt(deviations[j]! / total);
    deviations[j] = deviation > 1e-12 * Math.max(1, Math.abs(means[j]!)) ? deviation : 0;
  }
  return { means, deviations };
}

function standardisedRows(x: DenseMatrix, weights: Float64Array): StandardisedRows {
  const moments = columnMoments(x, weights);
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
function originalWeights(
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
