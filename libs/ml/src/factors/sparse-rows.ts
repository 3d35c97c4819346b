/**
 * A sparse matrix by rows (CSR) in typed arrays, so that it can be handed to a worker without a copy.
 * Row r holds the entries starts[r] .. starts[r + 1] - 1; columns ascend within a row and are distinct.
 */
export interface SparseRows {
  rows: number;
  columns: number;
  /** rows + 1 offsets into `indices` and `weights`. */
  starts: Int32Array;
  indices: Int32Array;
  weights: Float32Array;
}

/**
 * Builds rows from (row, column, weight) triples in any order; weights of the same pair are added.
 * Two counting sorts, so time and memory are linear in the entries.
 * @throws RangeError on a length mismatch, an index outside the matrix or a weight that is not finite.
 */
export function sparseRowsFromTriples(
  rows: number,
  columns: number,
  rowOf: Int32Array,
  columnOf: Int32Array,
  weights: Float32Array,
): SparseRows {
  refuseBadTriples(rows, columns, rowOf, columnOf, weights);
  // By columns first, then turned into rows: the turn keeps the order, which leaves the columns ascending.
  const byColumn = emptyRows(columns, rows, columnOf.length);
  const next = countInto(byColumn.starts, columnOf);
  for (let n = 0; n < columnOf.length; n++) {
    const at = next[columnOf[n]!]!++;
    byColumn.indices[at] = rowOf[n]!;
    byColumn.weights[at] = weights[n]!;
  }
  return addDuplicates(transpose(byColumn));
}

/** The same matrix by columns: rows and columns swap, entries within a row ascend. */
export function transpose(matrix: SparseRows): SparseRows {
  const { rows, columns, starts, indices, weights } = matrix;
  const turned = emptyRows(columns, rows, indices.length);
  const next = countInto(turned.starts, indices);
  for (let row = 0; row < rows; row++) {
    for (let n = starts[row]!; n < starts[row + 1]!; n++) {
      const at = next[indices[n]!]!++;
      turned.indices[at] = row;
      turned.weights[at] = weights[n]!;
    }
  }
  return turned;
}

function refuseBadTriples(
  rows: number,
  columns: number,
  rowOf: Int32Array,
  columnOf: Int32Array,
  weights: Float32Array,
): void {
  if (rowOf.length !== columnOf.length || rowOf.length !== weights.length) {
    throw new RangeError('rows, columns and weights must be equally long');
  }
  for (let n = 0; n < rowOf.length; n++) {
    const row = rowOf[n]!;
    const column = columnOf[n]!;
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new RangeError(`entry ${n} (${row}, ${column}) lies outside ${rows} x ${columns}`);
    }
    if (!Number.isFinite(weights[n]!)) throw new RangeError(`the weight of entry ${n} is not finite`);
  }
}

function emptyRows(rows: number, columns: number, entries: number): SparseRows {
  return {
    rows,
    columns,
    starts: new Int32Array(rows + 1),
    indices: new Int32Array(entries),
    weights: new Float32Array(entries),
  };
}

/** Turns counts of `keys` into offsets in `starts`; returns a copy to advance while placing entries. */
function countInto(starts: Int32Array, keys: Int32Array): Int32Array {
  for (const key of keys) starts[key + 1]! += 1;
  for (let row = 1; row < starts.length; row++) starts[row]! += starts[row - 1]!;
  return starts.slice();
}

/** Adds up neighbours of the same column, in place, and cuts the arrays to what is left. */
function addDuplicates(matrix: SparseRows): SparseRows {
  const { rows, columns, starts, indices, weights } = matrix;
  let kept = 0;
  let from = 0;
  for (let row = 0; row < rows; row++) {
    const rowStart = kept;
    const end = starts[row + 1]!;
    for (let n = from; n < end; n++) {
      if (kept > rowStart && indices[kept - 1] === indices[n]) {
        weights[kept - 1]! += weights[n]!;
      } else {
        indices[kept] = indices[n]!;
        weights[kept] = weights[n]!;
        kept++;
      }
    }
    from = end;
    starts[row + 1] = kept;
  }
  if (kept === indices.length) return matrix;
  return { rows, columns, starts, indices: indices.slice(0, kept), weights: weights.slice(0, kept) };
}

/**
 * Collects entries that come in order, by row and by column within a row, in no more memory than they take in
 * the end.
 */
export class RowCollector {
  private readonly starts: Int32Array;
  private readonly indices: Int32Array;
  private readonly weights: Float32Array;
  private size = 0;

  /** @param most entries. */
  constructor(
    private readonly rows: number,
    private readonly columns: number,
    most: number,
  ) {
    this.starts = new Int32Array(rows + 1);
    this.indices = new Int32Array(most);
    this.weights = new Float32Array(most);
  }

  add(row: number, column: number, weight: number): void {
    this.indices[this.size] = column;
    this.weights[this.size++] = weight;
    this.starts[row + 1] = this.size;
  }

  finish(): SparseRows {
    const { rows, columns, starts, indices, weights, size } = this;
    // A row without entries ends where the one before it ends.
    for (let row = 0; row < rows; row++) starts[row + 1] = Math.max(starts[row]!, starts[row + 1]!);
    return { rows, columns, starts, indices: indices.subarray(0, size), weights: weights.subarray(0, size) };
  }
}
