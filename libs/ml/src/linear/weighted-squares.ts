import { fixedMemory, kernelModule, MemoryPlan } from '#kernels/module';
import type { DenseMatrix } from '../linalg/dense-matrix.js';

/** Rows that the kernel takes at a time. */
const BLOCK_ROWS = 64;

/**
 * Adds the sum over rows of weight * row row' to the lower triangle of `sums` (columns x columns), all in
 * float64, the same bytes everywhere.
 * @param weights none is negative
 */
export function addWeightedSquares(
  { rows, columns, values }: DenseMatrix,
  weights: Float64Array,
  sums: Float64Array,
): void {
  const width = Math.ceil(columns / 4) * 4;
  const plan = new MemoryPlan();
  const at = {
    rows: plan.place(BLOCK_ROWS * columns * 8),
    scales: plan.place(BLOCK_ROWS * 8),
    panels: plan.place(BLOCK_ROWS * width * 8),
    target: plan.place(width * width * 8),
  };
  const memory = fixedMemory(plan.bytes);
  const kernel = new WebAssembly.Instance(kernelModule('regression'), { env: { memory } })
    .exports as unknown as {
    addScaledBlock: (...values: number[]) => void;
  };
  const block = new Float64Array(memory.buffer, at.rows, BLOCK_ROWS * columns);
  const scales = new Float64Array(memory.buffer, at.scales, BLOCK_ROWS);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from);
    block.set(values.subarray(from * columns, (from + count) * columns));
    for (let k = 0; k < count; k++) scales[k] = Math.sqrt(weights[from + k]!);
    kernel.addScaledBlock(at.rows, at.scales, count, columns, at.panels, at.target);
  }
  const target = new Float64Array(memory.buffer, at.target, width * width);
  for (let a = 0; a < columns; a++)
    for (let b = 0; b <= a; b++) sums[a * columns + b]! += target[a * width + b]!;
}
