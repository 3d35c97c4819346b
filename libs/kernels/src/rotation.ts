import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { AlsProblem } from './als-problem.js';
import type { AlsOrder } from './training-thread.js';

/**
 * Eigenvectors of a side's Gram matrix, which is in the memory, one a column.
 * @throws RangeError when a value is not finite.
 */
function basisOf({ memory, layout }: AlsProblem, side: 'users' | 'items', factors: number): Matrix {
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
function placeRotation({ memory, layout }: AlsProblem, matrix: Matrix): void {
  const { items, width } = layout;
  const packed = new Float32Array(memory.buffer, items.packedGram, width * width).fill(0);
  for (let line = 0; line < matrix.rows; line++) {
    for (let column = 0; column < matrix.columns; column++) {
      // Panels of 8 columns, as gramTotal of the kernel packs them.
      packed[(column >> 3) * width * 8 + line * 8 + (column & 7)] = matrix.get(line, column);
    }
  }
}

/** Turns the vectors of both sides together, which changes no product of them, no length and no loss. */
export class Rotation {
  private total: Matrix | null = null;

  /** @param carryOut has all threads carry out an order */
  constructor(
    private readonly problem: AlsProblem,
    private readonly factors: number,
    private readonly carryOut: (order: AlsOrder) => Promise<void>,
  ) {}

  /** There the side's Gram matrix is a diagonal, by which conjugate gradients are preconditioned. */
  async turnToBasisOf(side: 'users' | 'items'): Promise<void> {
    await this.carryOut(side === 'users' ? 'gramOfUsers' : 'gramOfItems');
    const basis = basisOf(this.problem, side, this.factors);
    await this.rotate(basis);
    this.total = this.total?.mmul(basis) ?? basis;
  }

  /** The transposed of an orthogonal matrix is its inverse. */
  async turnBack(): Promise<void> {
    if (this.total !== null) await this.rotate(this.total.transpose());
  }

  private async rotate(matrix: Matrix): Promise<void> {
    placeRotation(this.problem, matrix);
    await this.carryOut('rotate');
  }
}
