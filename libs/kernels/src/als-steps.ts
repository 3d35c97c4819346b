import type { Matrix } from 'ml-matrix';
import type { AlsProblem } from './als-problem.js';
import { LOSS_PARTS } from './memory-layout.js';
import { basisOf, placeRotation } from './rotation.js';
import { RowWindow } from './row-window.js';
import type { AlsOrder, AlsThread } from './training-thread.js';

/**
 * The steps of a training by all of its threads. Vectors of both sides are turned together into a basis where a
 * Gram matrix is a diagonal, by which conjugate gradients are preconditioned: that changes no product of them, no
 * length and no loss.
 */
export class AlsSteps {
  /** All turns so far. */
  private turned: Matrix | null = null;
  private readonly rows: RowWindow;

  /**
   * @param caller what works in the calling thread.
   * @param runAll has all threads carry out an order, the calling one too.
   */
  constructor(
    private readonly problem: AlsProblem,
    private readonly factors: number,
    private readonly caller: AlsThread,
    private readonly runAll: (order: AlsOrder) => Promise<void>,
  ) {
    this.rows = new RowWindow(problem);
  }

  /** Users for the items, then items for these users. @param n 0 for the first iteration. */
  async iterate(n: number): Promise<void> {
    if (n === 1) await this.turnToBasisOf('items');
    await this.gram('items');
    await this.byBlock('users', 'solveUsers');
    if (n === 0) await this.turnToBasisOf('users');
    await this.gram('users');
    await this.byBlock('items', 'solveItems');
  }

  /** Users stand for the items of the iteration before: now for the last, as what is folded in later. */
  async finishUsers(): Promise<void> {
    await this.gram('items');
    await this.byBlock('users', 'finishUsers');
  }

  /** Undoes all turns: the transposed of an orthogonal matrix is its inverse. */
  async turnBack(): Promise<void> {
    if (this.turned !== null) await this.turn(this.turned.transpose());
  }

  /** The objective after an iteration. @throws RangeError when it is not finite */
  async loss(): Promise<number> {
    const { memory, layout } = this.problem;
    const { users, items, width, lossParts } = layout;
    const parts = new Float64Array(memory.buffer, lossParts, 2 * LOSS_PARTS).fill(0);
    await this.gram('items');
    await this.carryOut('lossOfItems');
    await this.byBlock('users', 'lossOfUsers');
    const userGram = new Float64Array(memory.buffer, users.gram, width * width);
    const itemGram = new Float64Array(memory.buffer, items.gram, width * width);
    let loss = userGram.reduce((sum, value, at) => sum + value * itemGram[at]!, 0);
    for (const part of parts) loss += part;
    if (!Number.isFinite(loss))
      throw new RangeError(`training diverged: the loss is ${loss} with ${this.factors} factors`);
    return loss;
  }

  private async turnToBasisOf(side: 'users' | 'items'): Promise<void> {
    await this.gram(side);
    const basis = basisOf(this.problem, side, this.factors);
    await this.turn(basis);
    this.turned = this.turned?.mmul(basis) ?? basis;
  }

  private async turn(matrix: Matrix): Promise<void> {
    placeRotation(this.problem, matrix);
    for (const side of ['users', 'items'] as const) {
      this.rows.hold(side);
      await this.carryOut('rotate');
      this.rows.keepHeld();
    }
  }

  /** Leaves the Gram matrix of a side in the memory. */
  private async gram(side: 'users' | 'items'): Promise<void> {
    this.rows.hold(side);
    await this.carryOut('gram');
    this.caller.addUpGram(side);
  }

  /** All rows of a side, the other side being held. */
  private async byBlock(side: 'users' | 'items', order: AlsOrder): Promise<void> {
    await this.rows.eachBlock(side, () => this.carryOut(order));
  }

  private async carryOut(order: AlsOrder): Promise<void> {
    const { memory, layout } = this.problem;
    Atomics.store(new Int32Array(memory.buffer), layout.counter >>> 2, 0);
    await this.runAll(order);
  }
}
