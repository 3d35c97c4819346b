import { weightedMean } from './weighted-mean.js';

/** Log loss treats a probability as at least this far from 0 and 1, so that one certain mistake stays finite. */
const CLIP = 1e-15;

/**
 * Mean squared difference of probability and outcome (Brier 1950, one-class form: 0 is perfect, 0.25 is
 * saying 1/2).
 */
export function brierScore(probabilities: Float64Array, labels: Uint8Array, weights?: Float64Array): number {
  assertSameLength(probabilities, labels);
  const squares = probabilities.map((p, i) => (p - labels[i]!) ** 2);
  return weightedMean(squares, weights);
}

/** Mean negative log-likelihood of the outcomes, in nats. */
export function logLoss(probabilities: Float64Array, labels: Uint8Array, weights?: Float64Array): number {
  assertSameLength(probabilities, labels);
  return weightedMean(lossesOf(probabilities, labels), weights);
}

/** Log loss of each row alone. */
export function lossesOf(probabilities: Float64Array, labels: Uint8Array): Float64Array {
  return probabilities.map((p, row) => lossOf(p, labels[row]!));
}

/** That of one row. */
export function lossOf(probability: number, label: number): number {
  const given = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.min(Math.max(given, CLIP), 1 - CLIP));
}

function assertSameLength(probabilities: Float64Array, labels: Uint8Array): void {
  if (probabilities.length !== labels.length) {
    throw new RangeError(`${probabilities.length} probabilities for ${labels.length} labels`);
  }
}
