import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { AlsProblem } from './als-problem.js';

/**
 * Eigenvectors of a side's Gram matrix, which is in the memory, one a column.
 * @throws RangeError when a value is not finite.
 */
export function basisOf({ memory, layout }: AlsProblem, side: 'users' | 'items', factors: number): Matrix {
  const { width } = layout;
  const gram = new Float64Array(memory.buffer, layout[side].gram, width * width);
  const lines = Array.from({ length: factors }, (_, line) => [
    ...gram.subarray(line * width, line * width + factors),
  ]);
  if (!lines.every((line) => line.every(Number.isFinite)))
    throw new RangeError(`training diverged: vectors of ${factors} factors are not finite`);
  return new EigenvalueDecomposition(new Matrix(lines), { assumeSymmetric: true }).eigenvectorMatrix;
}

/** Leaves a matrix where the threads find what they multiply all vectors by. */
export function placeRotation({ memory, layout }: AlsProblem, matrix: Matrix): void {
  const { items, width } = layout;
  const packed = new Float32Array(memory.buffer, items.packedGram, width * width).fill(0);
  for (let line = 0; line < matrix.rows; line++) {
    for (let column = 0; column < matrix.columns; column++) {
      // Panels of 8 columns, as gramTotal of the kernel packs them.
      packed[(column >> 3) * width * 8 + line * 8 + (column & 7)] = matrix.get(line, column);
    }
  }
}
