import { eigenvectors } from '#ml/factors';
import type { AlsProblem } from './als-problem.js';

/** Eigenvectors of a side's Gram matrix, which stands in the memory, one a column: factors x factors, row by row. */
export function basisOf(
  { memory, layout }: AlsProblem,
  side: 'users' | 'items',
  factors: number,
): Float64Array {
  const { width } = layout;
  return eigenvectors(new Float64Array(memory.buffer, layout[side].gram, width * width), factors, width);
}

/** Leaves a factors x factors matrix where the threads find what they multiply all vectors by. */
export function placeRotation({ memory, layout }: AlsProblem, matrix: Float64Array, factors: number): void {
  const { items, width } = layout;
  const packed = new Float32Array(memory.buffer, items.packedGram, width * width).fill(0);
  for (let line = 0; line < factors; line++) {
    for (let column = 0; column < factors; column++) {
      // Panels of 8 columns, as gramTotal of the kernel packs them.
      packed[(column >> 3) * width * 8 + line * 8 + (column & 7)] = matrix[line * factors + column]!;
    }
  }
}
