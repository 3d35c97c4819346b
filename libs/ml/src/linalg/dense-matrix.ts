/** Numbers of `rows` x `columns`, row by row in one array: cell (i, j) is `values[i * columns + j]`. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Checks the shape and that every cell is a finite number; throws RangeError naming the first bad cell. */
export function assertFiniteMatrix({ rows, columns, values }: DenseMatrix): void {
  if (values.length !== rows * columns) {
    throw new RangeError(
      `a ${rows} x ${columns} matrix needs ${rows * columns} values, not ${values.length}`,
    );
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `row ${Math.floor(i / columns)}, column ${i % columns} is ${values[i]!}, not a finite number`,
      );
    }
  }
}

/** Copies the rows named by `indices` (each 0 to rows - 1, in any order) into a new matrix. */
export function takeRows(matrix: DenseMatrix, indices: ArrayLike<number>): DenseMatrix {
  const { columns } = matrix;
  const values = new Float64Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * columns;
    values.set(matrix.values.subarray(start, start + columns), i * columns);
  }
  return { rows: indices.length, columns, values };
}
