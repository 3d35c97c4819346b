import type { AlsParameters } from '#kernels';
import { rowRegularization, SeededRandom, transpose } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Vectors of both sides in float64, row by row. */
interface NaiveFactors {
  readonly users: Float64Array;
  readonly items: Float64Array;
}

/** Rows x factors as a matrix. */
export function matrixOf(vectors: ArrayLike<number>, factors: number): Matrix {
  return Matrix.from1DArray(vectors.length / factors, factors, Array.from(vectors));
}

/** The normal equations A x = b of one row, dense, as {@link AlsObjective} defines them. */
export function normalEquations(
  { starts, indices, weights, columns }: SparseRows,
  row: number,
  fixed: Matrix,
  objective: AlsObjective,
  gram = fixed.transpose().mmul(fixed),
): { a: Matrix; b: Matrix } {
  const [from, to] = [starts[row]!, starts[row + 1]!];
  const bonus = objective.form === 'hkv' ? 1 : 0;
  const penalty = rowRegularization(objective, to - from, columns);
  const a = Matrix.add(gram, Matrix.eye(fixed.columns).mul(penalty));
  const b = Matrix.zeros(fixed.columns, 1);
  for (let n = from; n < to; n++) {
    const y = fixed.getRow(indices[n]!);
    const extra = objective.alpha * weights[n]!;
    y.forEach((value, f) => {
      b.set(f, 0, b.get(f, 0) + (extra + bonus) * value);
      y.forEach((other, g) => a.set(f, g, a.get(f, g) + extra * (value * other)));
    });
  }
  return { a, b };
}

/**
 * Each row's vector for the fixed other side: exact, or after so many conjugate-gradient steps from `start`,
 * preconditioned by the diagonal of Gram matrix and penalty. Zero for rows without pairs.
 */
export function naiveSweep(
  matrix: SparseRows,
  fixed: ArrayLike<number>,
  start: ArrayLike<number>,
  objective: AlsObjective,
  steps: number | 'exact' = 'exact',
): Float64Array {
  const factors = matrix.rows === 0 ? 1 : start.length / matrix.rows;
  const others = matrixOf(fixed, factors);
  const gram = others.transpose().mmul(others);
  const solved = new Float64Array(start.length);
  for (let row = 0; row < matrix.rows; row++) {
    const entries = matrix.starts[row + 1]! - matrix.starts[row]!;
    if (entries === 0) continue;
    const { a, b } = normalEquations(matrix, row, others, objective, gram);
    const penalty = rowRegularization(objective, entries, matrix.columns);
    const x =
      steps === 'exact'
        ? new CholeskyDecomposition(a).solve(b).to1DArray()
        : stepped(
            a.to2DArray(),
            b.to1DArray(),
            Array.from({ length: factors }, (_, f) => start[row * factors + f]!),
            gram.diagonal().map((value) => value + penalty),
            steps,
          );
    solved.set(x, row * factors);
  }
  return solved;
}

/** Preconditioned conjugate gradients (Takacs, Pilaszy and Tikk 2011) from `x`, which is overwritten. */
function stepped(
  a: readonly number[][],
  b: readonly number[],
  x: number[],
  preconditioner: readonly number[],
  steps: number,
): number[] {
  const dot = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, value, f) => sum + value * other[f]!, 0);
  const residual = b.map((value, f) => value - dot(a[f]!, x));
  const preconditioned = () => residual.map((value, f) => value / preconditioner[f]!);
  let direction = preconditioned();
  let square = dot(residual, direction);
  for (let step = 0; step < steps && square > 1e-20; step++) {
    const product = a.map((row) => dot(row, direction));
    const length = square / dot(direction, product);
    direction.forEach((value, f) => {
      x[f]! += length * value;
      residual[f]! -= length * product[f]!;
    });
    const next = preconditioned();
    const turn = dot(residual, next) / square;
    direction = direction.map((value, f) => next[f]! + turn * value);
    square = dot(residual, next);
  }
  return x;
}

/**
 * Users first, from the start of the kernel. Conjugate gradients work in the eigenbasis of the users after
 * their first sweep, then of the items after theirs.
 */
export function trainNaively(
  matrix: SparseRows,
  parameters: AlsParameters,
  steps: number | 'exact' = parameters.steps,
): NaiveFactors {
  const { factors, iterations, initialScale, seed } = parameters;
  const byItem = transpose(matrix);
  const random = new SeededRandom(seed);
  let [users, items] = [matrix, byItem].map(({ rows, starts }) =>
    Float64Array.from({ length: rows * factors }, (_, at) => {
      const row = Math.floor(at / factors);
      return starts[row] === starts[row + 1] ? 0 : random.even(initialScale / Math.sqrt(factors));
    }),
  ) as [Float64Array, Float64Array];
  let total = Matrix.eye(factors);
  const turn = (basis: Matrix): void => {
    [users, items] = [users, items].map((side) =>
      Float64Array.from(matrixOf(side, factors).mmul(basis).to1DArray()),
    ) as [Float64Array, Float64Array];
    total = total.mmul(basis);
  };
  const basisOf = (side: Float64Array): Matrix => {
    const vectors = matrixOf(side, factors);
    return new EigenvalueDecomposition(vectors.transpose().mmul(vectors), { assumeSymmetric: true })
      .eigenvectorMatrix;
  };
  for (let done = 0; done < iterations; done++) {
    if (done === 1) turn(basisOf(items));
    users = naiveSweep(matrix, items, users, parameters, steps);
    if (done === 0) turn(basisOf(users));
    items = naiveSweep(byItem, users, items, parameters, steps);
  }
  turn(total.transpose());
  return { users, items };
}

/** The objective as {@link AlsObjective} defines it, pair by pair. */
export function naiveLoss(
  matrix: SparseRows,
  users: ArrayLike<number>,
  items: ArrayLike<number>,
  factors: number,
  objective: AlsObjective,
): number {
  const bonus = objective.form === 'hkv' ? 1 : 0;
  const products = matrixOf(users, factors).mmul(matrixOf(items, factors).transpose());
  let loss = Matrix.mul(products, products).sum();
  for (let row = 0; row < matrix.rows; row++) {
    for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
      const p = products.get(row, matrix.indices[n]!);
      loss += objective.alpha * matrix.weights[n]! * (1 - p) ** 2 + bonus * ((1 - p) ** 2 - p * p);
    }
  }
  const penalty = ({ rows, columns, starts }: SparseRows, vectors: ArrayLike<number>): number => {
    let sum = 0;
    for (let at = 0; at < rows * factors; at++) {
      const row = Math.floor(at / factors);
      sum += rowRegularization(objective, starts[row + 1]! - starts[row]!, columns) * vectors[at]! ** 2;
    }
    return sum;
  };
  return loss + penalty(matrix, users) + penalty(transpose(matrix), items);
}
