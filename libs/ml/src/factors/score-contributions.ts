import { choleskyFactor, choleskySolve } from '../linalg/cholesky.js';
import type { AlsObjective } from './als-objective.js';
import { rowRegularization } from './als-objective.js';

/** Vectors summed into the Gram matrix at a time: what of them is copied to float64 stays small. */
const BLOCK_ROWS = 4096;

/** One row's exact solution, taken apart by its observed pairs. */
export interface RowContributions {
  /**
   * What each observed pair of the row adds to the score of a column, in the order of the pairs: their sum is the score of the
   * exact solution.
   * @param column vector of the column, `factors` long.
   */
  of(column: ArrayLike<number>): Float64Array;
}

/**
 * Explains scores of rows by their observed pairs (Hu, Koren and Volinsky 2008, section 5): with x = A^-1 b and
 * b = sum (alpha w + b_form) y_j, the score y_i . x is the sum over the pairs j of (alpha w_j + b_form) y_i A^-1 y_j.
 * The all-pairs part of A, the Gram matrix, is computed once.
 */
export class ScoreContributions {
  private readonly gram: Float64Array;
  private readonly columns: number;

  /** @param vectors columns x factors, row by row. */
  constructor(
    vectors: Float32Array,
    private readonly factors: number,
    private readonly objective: AlsObjective,
  ) {
    this.columns = vectors.length / factors;
    this.gram = lowerGram(vectors, factors);
  }

  /**
   * @param vectors fixed vectors of the pairs, one after the other. @param weights one a pair, 0 or above.
   * @throws RangeError on lengths that don't fit, or when the normal matrix is not positive definite.
   */
  forRow(vectors: ArrayLike<number>, weights: ArrayLike<number>): RowContributions {
    const { factors, objective } = this;
    const count = weights.length;
    if (vectors.length !== count * factors) throw new RangeError('one vector is needed for each weight');
    const a = this.gram.slice();
    const regularization = rowRegularization(objective, count, this.columns);
    for (let f = 0; f < factors; f++) a[f * factors + f]! += regularization;
    for (let n = 0; n < count; n++)
      addOuterProduct(a, vectors, n * factors, factors, objective.alpha * weights[n]!);
    if (!choleskyFactor(a, factors))
      throw new RangeError('the normal matrix of the row is not positive definite');
    const bonus = objective.form === 'hkv' ? 1 : 0;
    return {
      of: (column) => {
        const pull = Float64Array.from(column);
        choleskySolve(a, factors, pull);
        return Float64Array.from({ length: count }, (_, n) => {
          let sum = 0;
          for (let f = 0; f < factors; f++) sum += pull[f]! * vectors[n * factors + f]!;
          return (objective.alpha * weights[n]! + bonus) * sum;
        });
      },
    };
  }
}

function lowerGram(vectors: Float32Array, factors: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let first = 0; first < vectors.length; first += BLOCK_ROWS * factors) {
    const block = Float64Array.from(vectors.subarray(first, first + BLOCK_ROWS * factors));
    for (let at = 0; at < block.length; at += factors) addOuterProduct(gram, block, at, factors, 1);
  }
  return gram;
}

/** Lower triangle of a += scale y yt, for y at `at`. */
function addOuterProduct(
  a: Float64Array,
  y: ArrayLike<number>,
  at: number,
  factors: number,
  scale: number,
): void {
  for (let i = 0; i < factors; i++) {
    const value = scale * y[at + i]!;
    if (value === 0) continue;
    const line = i * factors;
    for (let j = 0; j <= i; j++) a[line + j]! += value * y[at + j]!;
  }
}
