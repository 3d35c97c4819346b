import { eigenvectors, rotated, transposed } from './eigenbasis.js';
import type { AlsProblem } from './als-problem.js';
import type { AlsOrder } from './training-thread.js';

/** Eigenvectors of a side's Gram matrix, which is in the memory, one a column: factors x factors, row by row. */
function basisOf({ memory, layout }: AlsProblem, side: 'users' | 'items', factors: number): Float64Array {
  const { width } = layout;
  return eigenvectors(new Float64Array(memory.buffer, layout[side].gram, width * width), factors, width);
}

/** Leaves a factors x factors matrix where the threads find what they multiply all vectors by. */
function placeRotation({ memory, layout }: AlsProblem, matrix: Float64Array, factors: number): void {
  const { items, width } = layout;
  const packed = new Float32Array(memory.buffer, items.packedGram, width * width).fill(0);
  for (let line = 0; line < factors; line++) {
    for (let column = 0; column < factors; column++) {
      // Panels of 8 columns, as gramTotal of the kernel packs them.
      packed[(column >> 3) * width * 8 + line * 8 + (column & 7)] = matrix[line * factors + column]!;
    }
  }
}

/** Turns the vectors of both sides together, which changes no product of them, no length and no loss. */
export class Rotation {
  private total: Float64Array | null = null;

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
    this.total = this.total === null ? basis : rotated(this.total, basis, this.factors);
  }

  async turnBack(): Promise<void> {
    if (this.total !== null) await this.rotate(transposed(this.total, this.factors));
  }

  private async rotate(matrix: Float64Array): Promise<void> {
    placeRotation(this.problem, matrix, this.factors);
    await this.carryOut('rotate');
  }
}
