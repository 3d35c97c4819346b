import type { SparseRows } from '#ml';
import type { AlsParameters } from './als-parameters.js';
import type { AlsProblem } from './als-problem.js';
import { placeProblem, readVectors } from './als-problem.js';
import { rotated, transposed } from './eigenbasis.js';
import { AlsThread } from './training-thread.js';
import { kernelModule } from './kernel-module.js';
import { basisOf, placeRotation } from './rotation.js';

/** A training in the test's own thread, which can be looked at after each half-sweep. */
export class SoloTraining {
  private readonly problem: AlsProblem;
  private readonly thread: AlsThread;
  private total: Float64Array | null = null;

  constructor(
    matrix: SparseRows,
    private readonly parameters: AlsParameters,
    relaxed?: boolean,
  ) {
    this.problem = placeProblem(matrix, parameters, 1);
    const { memory, layout, batches } = this.problem;
    this.thread = new AlsThread({
      module: kernelModule('als', relaxed),
      memory,
      layout,
      thread: 0,
      steps: parameters.steps,
      bonus: parameters.form === 'hkv' ? 1 : 0,
      batches,
    });
  }

  /** Replaces the starting vectors of a side, in the order of the matrix. */
  start(side: 'users' | 'items', vectors: Float32Array): void {
    const { memory, layout } = this.problem;
    const { factors } = this.parameters;
    const { observed, vectors: at } = layout[side];
    const placed = new Float32Array(memory.buffer, at, observed * layout.width);
    this.problem[side].order.subarray(0, observed).forEach((row, rank) => {
      placed.set(vectors.subarray(row * factors, (row + 1) * factors), rank * layout.width);
    });
  }

  solve(side: 'users' | 'items'): void {
    this.resetCounters();
    if (side === 'users') this.thread.solveUsers();
    else this.thread.solveItems();
  }

  private resetCounters(): void {
    const { memory, layout } = this.problem;
    const words = new Int32Array(memory.buffer);
    for (const { gramCounter, sweepCounter } of [layout.users, layout.items]) {
      words[gramCounter / 4] = 0;
      words[sweepCounter / 4] = 0;
    }
  }

  run(): this {
    const { iterations } = this.parameters;
    for (let n = 0; n < iterations; n++) {
      if (n === 1) this.turnToBasisOf('items');
      this.solve('users');
      if (n === 0) this.turnToBasisOf('users');
      this.solve('items');
    }
    if (this.total !== null) this.rotate(transposed(this.total, this.parameters.factors));
    return this;
  }

  private turnToBasisOf(side: 'users' | 'items'): void {
    this.resetCounters();
    if (side === 'users') this.thread.gramOfUsers();
    else this.thread.gramOfItems();
    const { factors } = this.parameters;
    const basis = basisOf(this.problem, side, factors);
    this.rotate(basis);
    this.total = this.total === null ? basis : rotated(this.total, basis, factors);
  }

  private rotate(matrix: Float64Array): void {
    placeRotation(this.problem, matrix, this.parameters.factors);
    this.resetCounters();
    this.thread.rotate();
  }

  get users(): Float32Array {
    return this.read('users');
  }

  get items(): Float32Array {
    return this.read('items');
  }

  private read(side: 'users' | 'items'): Float32Array {
    const { memory, layout } = this.problem;
    return readVectors(memory, layout[side], this.problem[side], layout.width, this.parameters.factors);
  }
}
