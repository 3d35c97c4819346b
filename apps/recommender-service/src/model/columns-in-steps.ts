import type { SparseRows } from '#ml';

/** Pairs that are counted or placed in one step: some milliseconds. */
const PAIRS_A_STEP = 1_000_000;

/** Rows of each column, ascending. */
export type Columns = Pick<SparseRows, 'starts' | 'indices'>;

/**
 * The transpose without its weights, in steps. @param isIn by its weight, whether an entry belongs to it;
 * default: all
 */
export function* columnsInSteps(
  matrix: SparseRows,
  isIn: (weight: number) => boolean = () => true,
): Generator<void, Columns> {
  const { columns, indices, weights } = matrix;
  const starts = new Int32Array(columns + 1);
  for (let n = 0; n < indices.length; n++) {
    if (isIn(weights[n]!)) starts[indices[n]! + 1]! += 1;
    if (n % PAIRS_A_STEP === PAIRS_A_STEP - 1) yield;
  }
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  const rowsOf = new Int32Array(starts[columns]!);
  yield* placeInSteps(matrix, starts, (at, row, weight) => {
    if (!isIn(weight)) return false;
    rowsOf[at] = row;
    return true;
  });
  return { starts, indices: rowsOf };
}

/** The transpose with its weights, in steps. */
export function* weightedColumnsInSteps(matrix: SparseRows): Generator<void, SparseRows> {
  const { starts, indices } = yield* columnsInSteps(matrix);
  const weights = new Float32Array(indices.length);
  yield* placeInSteps(matrix, starts, (at, _, weight) => {
    weights[at] = weight;
    return true;
  });
  return { rows: matrix.columns, columns: matrix.rows, starts, indices, weights };
}

/** Visits entries row by row with the next place of their column. @param place whether the entry takes the place */
function* placeInSteps(
  { rows, starts, indices, weights }: SparseRows,
  columnStarts: Int32Array,
  place: (at: number, row: number, weight: number) => boolean,
): Generator<void, void> {
  const next = columnStarts.slice();
  let placed = 0;
  for (let row = 0; row < rows; row++) {
    for (let n = starts[row]!; n < starts[row + 1]!; n++) {
      const column = indices[n]!;
      if (place(next[column]!, row, weights[n]!)) next[column]! += 1;
    }
    placed += starts[row + 1]! - starts[row]!;
    if (placed < PAIRS_A_STEP) continue;
    placed = 0;
    yield;
  }
}
