import type { SparseRows } from '#ml';

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
