import type { SeededRandom, SparseRows } from '#ml';
import { sparseRowsFromTriples } from '#ml';
import type { AlsParameters } from './als-problem.js';

export const PARAMETERS: AlsParameters = {
  form: 'hkv',
  alpha: 2,
  regularization: 2,
  frequencyExponent: 0,
  factors: 8,
  iterations: 3,
  steps: 3,
  seed: 5,
  initialScale: 0.5,
};

/**
 * Pairs that crowd on the first rows and columns: heavy rows next to empty ones, many pairs drawn twice (their
 * weights add).
 */
export function randomMatrix(random: SeededRandom, rows: number, columns: number, pairs: number): SparseRows {
  const draw = (bound: number) =>
    Int32Array.from({ length: pairs }, () => Math.floor(bound * random.next() ** 2));
  const weights = Float32Array.from({ length: pairs }, () => (1 + random.int(16)) / 8);
  return sparseRowsFromTriples(rows, columns, draw(rows), draw(columns), weights);
}

/** Factors, form and weights drawn at random; well enough conditioned for float32 to hold the answer. */
export function randomParameters(random: SeededRandom): AlsParameters {
  const exponent = [0, 0.5, 1][random.int(3)]!;
  return {
    ...PARAMETERS,
    form: random.int(2) === 0 ? 'hkv' : 'rendle',
    alpha: [0.5, 1, 2][random.int(3)]!,
    regularization: [5, 20][random.int(2)]! / 8 ** exponent,
    frequencyExponent: exponent,
    frequency: random.int(4) === 0 ? 'observed' : 'all',
    factors: 1 + random.int(20),
    // Truncated conjugate gradients magnify rounding from one iteration to the next.
    iterations: 1,
    steps: 1 + random.int(3),
    seed: random.int(1_000_000),
  };
}
