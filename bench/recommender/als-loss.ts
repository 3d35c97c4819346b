import { rowRegularization, transpose } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';

/**
 * The value of the objective, exact over all pairs in O((users + items) d^2 + pairs d): the all-pairs term is
 * the sum of the elementwise product of both Gram matrices.
 * @param users matrix.rows x factors. @param items matrix.columns x factors.
 */
export function alsLoss(
  matrix: SparseRows,
  users: Float32Array,
  items: Float32Array,
  factors: number,
  objective: AlsObjective,
): number {
  const bonus = objective.form === 'hkv' ? 1 : 0;
  const itemGram = gramOf(items, factors);
  let loss = gramOf(users, factors).reduce((sum, value, at) => sum + value * itemGram[at]!, 0);
  for (let user = 0; user < matrix.rows; user++) {
    for (let n = matrix.starts[user]!; n < matrix.starts[user + 1]!; n++) {
      const item = matrix.indices[n]! * factors;
      let p = 0;
      for (let f = 0; f < factors; f++) p += users[user * factors + f]! * items[item + f]!;
      loss += objective.alpha * matrix.weights[n]! * (1 - p) ** 2 + bonus * ((1 - p) ** 2 - p * p);
    }
  }
  return loss + penalty(matrix, users, objective) + penalty(transpose(matrix), items, objective);
}

function gramOf(vectors: Float32Array, factors: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let start = 0; start < vectors.length; start += factors) {
    for (let a = 0; a < factors; a++) {
      for (let b = 0; b < factors; b++) gram[a * factors + b]! += vectors[start + a]! * vectors[start + b]!;
    }
  }
  return gram;
}

function penalty(
  { rows, columns, starts }: SparseRows,
  vectors: Float32Array,
  objective: AlsObjective,
): number {
  const factors = vectors.length / rows;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const entries = starts[row + 1]! - starts[row]!;
    const own = vectors.subarray(row * factors, (row + 1) * factors);
    sum += rowRegularization(objective, entries, columns) * Math.hypot(...own) ** 2;
  }
  return sum;
}
