import type { DenseMatrix } from '../linalg/dense-matrix.js';

/** How a table with missing values (NaN) becomes one without; plain data that can be stored. */
export interface MissingPlan {
  /** Of the values that are there; 0 for a column without any. */
  readonly means: Float64Array;
  /** Columns that had missing values in training: each gets an indicator of its own, behind all columns, in this order. */
  readonly indicated: Uint16Array;
}

/** Learns the plan from the rows named by `rows`. */
export function planMissing(x: DenseMatrix, rows: ArrayLike<number>): MissingPlan {
  const sums = new Float64Array(x.columns);
  const present = new Uint32Array(x.columns);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < x.columns; j++) {
      const value = x.values[rows[i]! * x.columns + j]!;
      if (Number.isNaN(value)) continue;
      sums[j]! += value;
      present[j]!++;
    }
  }
  const columns = [...present.keys()];
  return {
    means: sums.map((sum, j) => (present[j] === 0 ? 0 : sum / present[j]!)),
    indicated: Uint16Array.from(columns.filter((j) => present[j]! < rows.length)),
  };
}

/**
 * The rows named by `rows` (all when left out) with missing values replaced by the mean and told by the indicators, so
 * that "never" has a weight of its own and is not taken for zero. Shape rows x (columns + indicators).
 */
export function fillMissing(
  x: DenseMatrix,
  { means, indicated }: MissingPlan,
  rows?: ArrayLike<number>,
): DenseMatrix {
  if (x.columns !== means.length)
    throw new RangeError(`the model knows ${means.length} columns, the table has ${x.columns}`);
  const columns = x.columns + indicated.length;
  const count = rows?.length ?? x.rows;
  const values = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    const from = (rows?.[i] ?? i) * x.columns;
    const to = i * columns;
    for (let j = 0; j < x.columns; j++) {
      const value = x.values[from + j]!;
      values[to + j] = Number.isNaN(value) ? means[j]! : value;
    }
    indicated.forEach((j, k) => {
      values[to + x.columns + k] = Number.isNaN(x.values[from + j]) ? 1 : 0;
    });
  }
  return { rows: count, columns, values };
}
