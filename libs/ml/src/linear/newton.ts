import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { addWeightedSquares } from '../linalg/weighted-squares.js';
import type { AddWeightedSquares } from '../linalg/weighted-squares.js';
import { curvatureOf, logisticObjective, newtonStep } from './logistic-objective.js';
import type { Curvature } from './logistic-objective.js';

/** One row of so many is enough to begin near the minimum: on 58,000 x 45, 3 steps on all rows instead of 7. */
const SAMPLE_STRIDE = 8;
/** A sample with fewer rows a column than this can be separable where the whole is not. */
const FEWEST_ROWS_A_COLUMN = 100;
/**
 * A Hessian costs five times what a step by an older one does: it is made again where the gap falls by less
 * than this share.
 */
const SLOW = 0.1;

/** Where a solver has arrived. */
export interface Solution {
  /** Of the rows. */
  readonly weights: Float64Array;
  /** At the weights, or where the last step began. */
  readonly curvature: Curvature;
  readonly expectedGap: number;
  /** Steps on all rows. */
  readonly steps: number;
}

/**
 * The exact minimum of the mean log loss by damped Newton steps (iteratively reweighted least squares), from
 * the minimum of every eighth row when there are many and from zero otherwise. A Hessian serves several steps
 * while they get on (Shamanskii 1967). Stops with one last step when the expected gap to the minimum, by the
 * Hessian there, is at most `tolerance`; for separable classes, after `maxSteps`. @param basis directions in
 * which weights may move, see whiteningBasis
 */
export function newton(
  rows: DenseMatrix,
  labels: Uint8Array,
  basis: DenseMatrix,
  { maxSteps = 50, tolerance = 1e-12, addSquares = addWeightedSquares } = {},
): Solution {
  let weights = startOf(rows, labels, basis, addSquares);
  let at = logisticObjective(rows, labels, weights);
  // Of zero weights it is ln 2: a sample that the whole contradicts is no start.
  if (at.logLoss > Math.LN2) {
    weights = new Float64Array(rows.columns);
    at = logisticObjective(rows, labels, weights);
  }
  let curvature = curvatureOf(rows, at, basis, addSquares);
  let lastGap = Infinity;
  for (let steps = 0; ; steps++) {
    let move = newtonStep(at, curvature);
    const mayEnd = move.expectedGap <= tolerance || steps === maxSteps;
    if (curvature.of !== at && (mayEnd || move.expectedGap > SLOW * lastGap)) {
      curvature = curvatureOf(rows, at, basis, addSquares);
      move = newtonStep(at, curvature);
    }
    const { step, expectedGap } = move;
    if (expectedGap <= tolerance)
      return { weights: moved(weights, step, 1), curvature, expectedGap, steps: steps + 1 };
    if (steps === maxSteps) return { weights, curvature, expectedGap, steps };
    let share = 1;
    let next = moved(weights, step, share);
    let there = logisticObjective(rows, labels, next);
    while (share > 1e-6 && there.logLoss > at.logLoss) {
      share /= 2;
      next = moved(weights, step, share);
      there = logisticObjective(rows, labels, next);
    }
    [weights, at, lastGap] = [next, there, expectedGap];
  }
}

function startOf(
  rows: DenseMatrix,
  labels: Uint8Array,
  basis: DenseMatrix,
  addSquares: AddWeightedSquares,
): Float64Array {
  if (rows.rows < SAMPLE_STRIDE * FEWEST_ROWS_A_COLUMN * rows.columns) return new Float64Array(rows.columns);
  const sample = everyEighth(rows, labels);
  return newton(sample.rows, sample.labels, basis, { tolerance: 1e-6, addSquares }).weights;
}

function everyEighth(rows: DenseMatrix, labels: Uint8Array): { rows: DenseMatrix; labels: Uint8Array } {
  const { columns, values } = rows;
  const count = Math.floor(rows.rows / SAMPLE_STRIDE);
  const sampled = new Float64Array(count * columns);
  const sampledLabels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * SAMPLE_STRIDE;
    sampled.set(values.subarray(at * columns, (at + 1) * columns), i * columns);
    sampledLabels[i] = labels[at]!;
  }
  return { rows: { rows: count, columns, values: sampled }, labels: sampledLabels };
}

function moved(weights: Float64Array, step: Float64Array, share: number): Float64Array {
  return weights.map((weight, j) => weight - share * step[j]!);
}
