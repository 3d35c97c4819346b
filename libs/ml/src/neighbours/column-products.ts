import { kernelModule } from '#kernels/module';
import type { MemoryPlan } from '#kernels/module';
import type { SparseRows } from '../factors/sparse-rows.js';

interface Kernel {
  multiplyColumns: (
    columns: number,
    n: number,
    target: number,
    ...places: [
      starts: number,
      rows: number,
      values: number,
      ranges: number,
      entries: number,
      products: number,
      right: number,
    ]
  ) => void;
}

/** Addresses in the memory of the kernel. */
export interface ColumnPlaces {
  columns: number;
  starts: number;
  rows: number;
  values: number;
  ranges: number;
  entries: number;
}

/** Products of columns of a sparse matrix X, by a kernel. */
export class ColumnProducts {
  /** X by columns, in the memory of the kernel. */
  readonly byColumn: SparseRows;
  private readonly kernel: Kernel;
  private readonly columns: Int32Array;

  /** @param byColumn is copied. @param most columns of one question. @param at as {@link place} has placed it */
  constructor(
    byColumn: SparseRows,
    most: number,
    memory: WebAssembly.Memory,
    private readonly at: ColumnPlaces,
  ) {
    this.kernel = new WebAssembly.Instance(kernelModule('regression'), { env: { memory } })
      .exports as unknown as Kernel;
    const { buffer } = memory;
    const { starts, indices, weights } = byColumn;
    this.byColumn = {
      ...byColumn,
      starts: new Int32Array(buffer, at.starts, starts.length),
      indices: new Int32Array(buffer, at.rows, indices.length),
      weights: new Float32Array(buffer, at.values, weights.length),
    };
    this.byColumn.starts.set(starts);
    this.byColumn.indices.set(indices);
    this.byColumn.weights.set(weights);
    this.columns = new Int32Array(buffer, at.columns, most);
  }

  static place(plan: MemoryPlan, { rows, columns, starts }: SparseRows, most: number): ColumnPlaces {
    const entries = starts[rows]!;
    const sizes = Int32Array.from(
      { length: rows },
      (_, column) => starts[column + 1]! - starts[column]!,
    ).sort();
    const ofMost = sizes.subarray(Math.max(0, rows - most)).reduce((sum, size) => sum + size, 0);
    return {
      columns: plan.place(4 * most),
      starts: plan.place(4 * starts.length),
      rows: plan.place(4 * entries),
      values: plan.place(4 * entries),
      ranges: plan.place(8 * columns),
      entries: plan.place(8 * ofMost),
    };
  }

  /**
   * Leaves X_N' X_N below the diagonal at `system`, and X_N' X_target at `right`, both in float64, for N the given
   * columns, ascending.
   */
  leave(columns: Int32Array, target: number, { system, right }: { system: number; right: number }): void {
    const { kernel, at } = this;
    this.columns.set(columns);
    kernel.multiplyColumns(
      at.columns,
      columns.length,
      target,
      at.starts,
      at.rows,
      at.values,
      at.ranges,
      at.entries,
      system,
      right,
    );
  }
}
