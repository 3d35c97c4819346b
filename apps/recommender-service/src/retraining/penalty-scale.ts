import { rowRegularization } from '#ml';
import type { AlsObjective, SparseRows } from '#ml';

/**
 * Mean over all rows and columns with entries of what the regularisation is multiplied by (Rendle et al.
 * 2022, equation 6, keep it constant over exponents as well).
 */
export function penaltyScale(
  matrix: SparseRows,
  objective: Omit<AlsObjective, 'form' | 'regularization'>,
): number {
  const columns = new Int32Array(matrix.columns);
  for (const column of matrix.indices) columns[column]! += 1;
  let sum = 0;
  let count = 0;
  const add = (entries: number, others: number) => {
    if (entries === 0) return;
    sum += rowRegularization({ ...objective, regularization: 1 }, entries, others);
    count++;
  };
  for (let row = 0; row < matrix.rows; row++) {
    add(matrix.starts[row + 1]! - matrix.starts[row]!, matrix.columns);
  }
  for (const entries of columns) add(entries, matrix.rows);
  return count === 0 ? 1 : sum / count;
}
