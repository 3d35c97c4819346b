import { gramMatrix } from '../linalg/gram.js';
import { SeededRandom } from '../random/seeded-random.js';
import type { AlsSolver } from './als-half-sweep.js';
import { alsHalfSweep } from './als-half-sweep.js';
import type { AlsObjective } from './als-objective.js';
import { validateObjective } from './als-objective.js';
import { eigenvectors, rotated, transposed } from './eigenbasis.js';
import type { SparseRows } from './sparse-rows.js';
import { transpose } from './sparse-rows.js';

export interface AlsParameters extends AlsObjective {
  /** Length of each vector. */
  factors: number;
  iterations: number;
  solver: AlsSolver;
  seed: number;
  /** Standard deviation of a starting vector's length: each value is normal with initialScale / sqrt(factors). */
  initialScale: number;
}

/** Vectors of all rows and columns, row by row, in float64. */
export interface AlsFactors {
  factors: number;
  users: Float64Array;
  items: Float64Array;
}

/** The settings this module starts from: Hu et al. (2008), two warm, preconditioned conjugate-gradient steps. */
export const DEFAULT_ALS_PARAMETERS: AlsParameters = {
  form: 'hkv',
  alpha: 10,
  regularization: 1,
  frequencyExponent: 0,
  factors: 32,
  iterations: 10,
  solver: { kind: 'conjugate-gradient', steps: 2 },
  seed: 1,
  initialScale: 0.1,
};

/**
 * Factorises implicit feedback by alternating least squares, users first, in float64.
 * Conjugate gradients work in the eigenbasis of the users after their first half-sweep, then of the items
 * after theirs: the Gram matrices are nearly diagonal there from then on, and the preconditioner saves a step
 * (docs/kernels.md). Both sides are turned together, which changes no product of two vectors and no loss, and
 * turned back at the end. The objective is at {@link AlsObjective}. The same input and seed give the same
 * bytes.
 * @param interactions users x items; weights 0 or above.
 * @returns users: interactions.rows x factors, items: interactions.columns x factors. Rows without pairs are zero.
 * @throws RangeError on bad parameters or weights.
 */
export function trainImplicitAls(interactions: SparseRows, parameters: AlsParameters): AlsFactors {
  validateParameters(parameters);
  refuseBadWeights(interactions);
  const { factors, iterations, solver } = parameters;
  const byItem = transpose(interactions);
  const random = new SeededRandom(parameters.seed);
  const deviation = parameters.initialScale / Math.sqrt(factors);
  const users = startVectors(interactions, factors, deviation, random);
  const items = startVectors(byItem, factors, deviation, random);
  let total = null as Float64Array | null;
  const turn = (basis: Float64Array): void => {
    for (const side of [users, items]) side.set(rotated(side, basis, factors));
    total = total === null ? basis : rotated(total, basis, factors);
  };
  const turnsToBasis = solver.kind === 'conjugate-gradient';
  for (let done = 0; done < iterations; done++) {
    if (turnsToBasis && done === 1) turn(eigenbasis(items, factors));
    alsHalfSweep(interactions, items, users, factors, parameters, solver);
    if (turnsToBasis && done === 0) turn(eigenbasis(users, factors));
    alsHalfSweep(byItem, users, items, factors, parameters, solver);
  }
  if (total !== null) turn(transposed(total, factors));
  return { factors, users, items };
}

function eigenbasis(vectors: Float64Array, factors: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  gramMatrix(vectors, factors, gram);
  return eigenvectors(gram, factors);
}

/** Normal values for rows with pairs, zero for the others: those must not enter the first Gram matrix. */
function startVectors(
  matrix: SparseRows,
  factors: number,
  deviation: number,
  random: SeededRandom,
): Float64Array {
  const vectors = new Float64Array(matrix.rows * factors);
  for (let row = 0; row < matrix.rows; row++) {
    if (matrix.starts[row] === matrix.starts[row + 1]) continue;
    for (let f = 0; f < factors; f++) vectors[row * factors + f] = deviation * random.normal();
  }
  return vectors;
}

function validateParameters(parameters: AlsParameters): void {
  validateObjective(parameters);
  const { factors, iterations, solver, initialScale } = parameters;
  refuseUnlessCount('factors', factors);
  refuseUnlessCount('iterations', iterations);
  if (solver.kind === 'conjugate-gradient') refuseUnlessCount('conjugate-gradient steps', solver.steps);
  if (!(initialScale > 0 && initialScale < Infinity)) {
    throw new RangeError(`the initial scale must be above 0, not ${initialScale}`);
  }
}

function refuseUnlessCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a whole number of 1 or more, not ${value}`);
  }
}

function refuseBadWeights(interactions: SparseRows): void {
  for (const weight of interactions.weights) {
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`a weight must be finite and 0 or above, not ${weight}`);
    }
  }
}
