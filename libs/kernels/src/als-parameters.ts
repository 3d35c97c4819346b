import type { AlsObjective, SparseRows } from '#ml/factors';

/** What a training minimises, and from where by how many steps. */
export interface AlsParameters extends AlsObjective {
  /** Length of each vector. */
  factors: number;
  iterations: number;
  /** Conjugate-gradient steps of a row and iteration. */
  steps: number;
  seed: number;
  /** Standard deviation of a starting vector's length: each value is normal with initialScale / sqrt(factors). */
  initialScale: number;
}

const MOST_FACTORS = 1024;

/**
 * Refuses what would turn into NaN or read outside the memory, before anything is allocated.
 * @throws RangeError naming the first thing wrong.
 */
export function refuseBadProblem(matrix: SparseRows, parameters: AlsParameters): void {
  refuseBadParameters(parameters);
  refuseBadMatrix(matrix);
}

function refuseBadParameters(parameters: AlsParameters): void {
  const { alpha, regularization, frequencyExponent, factors, iterations, steps, initialScale, seed } =
    parameters;
  refuseUnlessPositive('alpha', alpha);
  refuseUnlessPositive('regularization', regularization);
  refuseUnlessPositive('the initial scale', initialScale);
  if (!(frequencyExponent >= 0 && frequencyExponent <= 2)) {
    throw new RangeError(`the frequency exponent must be between 0 and 2, not ${frequencyExponent}`);
  }
  refuseUnlessCount('factors', factors, MOST_FACTORS);
  refuseUnlessCount('iterations', iterations, Number.MAX_SAFE_INTEGER);
  refuseUnlessCount('conjugate-gradient steps', steps, 10_000);
  if (!Number.isFinite(seed)) throw new RangeError(`a seed is a finite number, not ${seed}`);
}

function refuseBadMatrix({ rows, columns, starts, indices, weights }: SparseRows): void {
  if (starts.length !== rows + 1 || starts[0] !== 0 || starts[rows] !== indices.length) {
    throw new RangeError('the row starts do not fit the matrix');
  }
  if (indices.length !== weights.length) throw new RangeError('indices and weights must be equally long');
  for (let row = 0; row < rows; row++) {
    if (starts[row + 1]! < starts[row]!) throw new RangeError(`row ${row} ends before it starts`);
  }
  for (let n = 0; n < indices.length; n++) {
    const column = indices[n]!;
    if (column < 0 || column >= columns)
      throw new RangeError(`column ${column} of entry ${n} lies outside 0 .. ${columns - 1}`);
    const weight = weights[n]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`a weight must be finite and 0 or above, not ${weight}`);
    }
  }
}

function refuseUnlessPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be above 0, not ${value}`);
}

function refuseUnlessCount(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name} must be a whole number from 1 to ${most}, not ${value}`);
  }
}
