import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { SeededRandom } from '../random/seeded-random.js';

/** Columns of different scales that share a part. */
export function correlatedTable(seed: number, rows: number, columns: number): DenseMatrix {
  const random = new SeededRandom(seed);
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const common = random.normal();
    for (let j = 0; j < columns; j++)
      values[i * columns + j] = 100 * j + (j + 1) * (common + 0.3 * random.normal());
  }
  return { rows, columns, values };
}
