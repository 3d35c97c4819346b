import { assertFiniteMatrix } from '../linalg/dense-matrix.js';
import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { addWeightedSquares } from '../linalg/weighted-squares.js';
import type { AddWeightedSquares } from '../linalg/weighted-squares.js';
import { descend } from './gradient-descent.js';
import { curvatureOf, logisticObjective, newtonStep } from './logistic-objective.js';
import { newton } from './newton.js';
import type { Solution } from './newton.js';
import { originalWeights, standardisedRows } from './standardised-rows.js';
import type { StandardisedRows } from './standardised-rows.js';
import { whitenedRows, whiteningBasis } from './whitening.js';

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
  readonly solver: LogisticSolver;
  /** Weight times deviation: change of the log-odds for one deviation of the column. */
  readonly standardised: Float64Array;
  /** Rank of the columns: collinear or constant ones add no direction. */
  readonly directions: number;
  readonly steps: number;
  /** Mean log loss on the training rows, without what shrinkage adds to the objective. */
  readonly logLoss: number;
  /** Euclidean norm of the gradient of the objective for one row, in whitened coordinates. */
  readonly gradientNorm: number;
  /** Expected distance of the objective for one row to its minimum (half the squared Newton decrement). */
  readonly expectedGap: number;
  readonly converged: boolean;
}

export type LogisticSolver = 'ml-logistic-regression' | 'newton';

export interface LogisticOptions {
  /**
   * Pulls standardised weights towards 0 as a ridge penalty of shrinkage / 2 times their square does (1 is C = 1 of
   * scikit-learn), and more gently than it far out. 0, the default, is plain maximum likelihood.
   */
  shrinkage?: number;
  /**
   * Default: Newton steps, which need a third of the time of gradient descent by the package
   * ml-logistic-regression.
   */
  solver?: LogisticSolver;
  /**
   * Gradient descent: steps of the first attempt, doubled until the gap is small or `maxSteps` is reached.
   * Default 64.
   */
  firstSteps?: number;
  maxSteps?: number;
  /** The fit counts as converged when the expected gap of the mean log loss is at most this. Default 1e-5. */
  tolerance?: number;
  /** What most of the time is spent on: a faster one, such as that of the numeric kernels. */
  addSquares?: AddWeightedSquares;
}

/**
 * Fits a logistic regression with intercept to `x` (rows x columns, finite) and `labels` (0 or 1, both present).
 * Columns are centred and scaled first, and steps are taken along their uncorrelated directions, so that
 * Newton steps are sound for collinear ones and plain gradient descent needs tens of steps instead of tens of
 * thousands; the weights are mapped back to the original columns. Throws RangeError for unusable input.
 */
export function fitLogisticRegression(
  x: DenseMatrix,
  labels: Uint8Array,
  options: LogisticOptions = {},
): LogisticFit {
  assertFiniteMatrix(x);
  assertTwoClasses(x.rows, labels);
  const { shrinkage = 0, solver = 'newton', tolerance = 1e-5, addSquares = addWeightedSquares } = options;
  // Two rows a column at this distance: curvature d^2 / 2 near 0, and 2 d^2 / n more variance in every direction.
  const distance = Math.sqrt(2 * shrinkage);
  const table = standardisedRows(x, labels, distance);
  const basis = whiteningBasis(table.real, (2 * distance ** 2) / x.rows, addSquares);
  const { weights, curvature, expectedGap, steps } =
    solver === 'newton'
      ? newton(table.all, table.labels, basis, { addSquares })
      : descent(table, basis, options);

  const { means, deviations } = table.moments;
  const ofColumns = (used: Float64Array) => {
    const all = new Float64Array(x.columns);
    table.used.forEach((j, a) => (all[j] = used[1 + a]!));
    return all;
  };
  return {
    model: { ...originalWeights(weights, table), means, deviations },
    solver,
    standardised: ofColumns(weights),
    directions: basis.columns - 1,
    steps,
    logLoss: lossWithoutPrior(table, weights, curvature.of.logLoss),
    gradientNorm: Math.hypot(...newtonStep(curvature.of, curvature).slope),
    expectedGap,
    converged: expectedGap <= tolerance,
  };
}

/** Mean log loss of the real rows, from that of all. */
function lossWithoutPrior(
  { real, all, labels }: StandardisedRows,
  weights: Float64Array,
  logLoss: number,
): number {
  const rows = all.rows - real.rows;
  if (rows === 0) return logLoss;
  const prior = { ...all, rows, values: all.values.subarray(real.values.length) };
  const lossOfPrior = logisticObjective(prior, labels.subarray(real.rows), weights).logLoss;
  return (logLoss * all.rows - lossOfPrior * rows) / real.rows;
}

/** Gradient descent by ml-logistic-regression on whitened rows. */
function descent(
  { real, all, labels }: StandardisedRows,
  basis: DenseMatrix,
  { firstSteps = 64, maxSteps = 256, tolerance = 1e-5, addSquares = addWeightedSquares }: LogisticOptions,
): Solution {
  const whitened = whitenedRows(all, basis);
  // The package always starts from zero, so each attempt repeats the one before.
  for (let steps = firstSteps; ; steps *= 2) {
    const theta = { rows: basis.columns, columns: 1, values: descend(whitened, labels, real.rows, steps) };
    const weights = whitenedRows(basis, theta).values;
    const at = logisticObjective(all, labels, weights);
    const curvature = curvatureOf(all, at, basis, addSquares);
    const { expectedGap } = newtonStep(at, curvature);
    if (expectedGap <= tolerance || steps * 2 > maxSteps) return { weights, curvature, expectedGap, steps };
  }
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
