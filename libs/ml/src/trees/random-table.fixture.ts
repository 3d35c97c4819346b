import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { SeededRandom } from '../random/seeded-random.js';
import { sigmoid } from '../linear/sigmoid.js';

/** Numbers, counts with many zeros and missing values, and labels that depend on the first three columns. */
export function randomTable(
  seed: number,
  rows: number,
  columns: number,
  missingShare = 0.1,
): { x: DenseMatrix; labels: Uint8Array; truth: Float64Array } {
  const random = new SeededRandom(seed);
  const values = new Float64Array(rows * columns);
  const labels = new Uint8Array(rows);
  const truth = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    for (let j = 0; j < columns; j++) {
      const z = random.normal();
      values[at + j] = j % 3 === 1 ? Math.max(0, Math.floor(2 * z)) : z;
      if (random.next() < missingShare) values[at + j] = NaN;
    }
    const [a, b, c] = [values[at]!, values[at + 1]!, values[at + 2]!];
    const margin = (a || 0.5) + (Number.isNaN(b) ? -1.5 : 0.5 * b) * ((c || 0) > 0 ? 1 : -1);
    truth[i] = sigmoid(1.5 * margin);
    labels[i] = random.next() < truth[i]! ? 1 : 0;
  }
  return { x: { rows, columns, values }, labels, truth };
}
