import type { LossAt, PenalisedLoss } from './penalised-loss.js';

const MOST_STEPS = 50;
/** Expected gap to the minimum from which one last step is enough. */
const TOLERANCE = 1e-12;
const SMALLEST_SHARE = 1e-6;

/** Where a solver has arrived. */
export interface Solution {
  readonly at: LossAt;
  /** Of the mean loss to its minimum; by the exact solver, where its last step began. */
  readonly expectedGap: number;
  readonly steps: number;
}

/** The minimum of the loss by damped Newton steps from zero: iteratively reweighted least squares. */
export function newton(loss: PenalisedLoss): Solution {
  let at = loss.at(new Float64Array(loss.rows.columns));
  for (let steps = 1; ; steps++) {
    const { step, expectedGap } = loss.newtonStep(at);
    let share = 1;
    let next = loss.at(moved(at.weights, step, share));
    // Near the minimum, which value is lower is rounding.
    while (expectedGap > TOLERANCE && next.value > at.value && share > SMALLEST_SHARE) {
      share /= 2;
      next = loss.at(moved(at.weights, step, share));
    }
    at = next;
    if (expectedGap <= TOLERANCE || steps === MOST_STEPS) return { at, expectedGap, steps };
  }
}

function moved(weights: Float64Array, step: readonly number[], share: number): Float64Array {
  return weights.map((weight, j) => weight - share * step[j]!);
}
