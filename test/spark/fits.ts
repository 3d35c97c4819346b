import type { FitParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';
import { FIT } from '../support/fixtures/training-task.js';

/** Parameters that Spark's ALS knows. */
export const SPARK_PARAMETERS: FitParameters = {
  ...FIT,
  factors: 8,
  iterations: 12,
  alpha: 4,
  regularization: 0.1,
  frequencyExponent: 1,
  frequency: 'observed',
  seed: 11,
};

/** Largest difference as a share of the largest value. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  let off = 0;
  for (let n = 0; n < expected.length; n++) {
    largest = Math.max(largest, Math.abs(expected[n]!));
    off = Math.max(off, Math.abs(actual[n]! - expected[n]!));
  }
  return off / largest;
}
