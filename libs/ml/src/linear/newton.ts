import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { logisticObjective, meanLogLoss, newtonStep } from './logistic-objective.js';

/**
 * The exact minimum of the mean log loss by damped Newton steps from zero (iteratively reweighted least squares).
 * Stops when the expected gap to the minimum is at most `tolerance`; for separable classes, after `maxSteps`.
 */
export function newton(
  rows: DenseMatrix,
  labels: Uint8Array,
  { maxSteps = 50, tolerance = 1e-14 } = {},
): { theta: Float64Array; steps: number } {
  let theta = new Float64Array(rows.columns);
  for (let steps = 0; steps < maxSteps; steps++) {
    const objective = logisticObjective(rows, labels, theta);
    const { step, expectedGap } = newtonStep(objective);
    if (expectedGap <= tolerance) return { theta, steps };
    let share = 1;
    let next = moved(theta, step, share);
    while (share > 1e-6 && meanLogLoss(rows, labels, next) > objective.logLoss) {
      share /= 2;
      next = moved(theta, step, share);
    }
    theta = next;
  }
  return { theta, steps: maxSteps };
}

function moved(theta: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(theta, (t, j) => t - share * step[j]!);
}
