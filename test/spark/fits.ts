import type { FitParameters } from '../../apps/recommender-service/src/engines/training-parameters.js';

/** Parameters that Spark's ALS knows. */
export const SPARK_PARAMETERS: FitParameters = {
  form: 'hkv',
  factors: 8,
  iterations: 12,
  cgSteps: 3,
  alpha: 4,
  regularization: 0.1,
  frequencyExponent: 1,
  frequency: 'observed',
  leastGain: 0,
  seed: 11,
  itemModel: 'local-ridge',
  itemShare: 0,
  itemNeighbours: 10,
  itemShrinkage: 0,
  itemRidge: 5,
  itemDropout: 0,
  itemActivityExponent: 0,
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
