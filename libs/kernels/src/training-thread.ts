import type { AlsProblem, AlsParameters } from './als-problem.js';
import { kernelModule } from './kernel-module.js';
import type { AlsLayout, SideLayout } from './memory-layout.js';
import { GRAM_PARTS, LOSS_PARTS } from './memory-layout.js';

/** What a training thread is started with. */
export interface AlsThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  layout: AlsLayout;
  /** 0, 1 ... ; its scratch is that of this number. */
  thread: number;
  /** Conjugate-gradient steps. */
  steps: number;
  bonus: number;
  batches: { users: number; items: number };
}

/** For each thread of a problem. */
export function threadData(
  { memory, layout, batches }: AlsProblem,
  { steps, form }: AlsParameters,
): AlsThreadData[] {
  const module = kernelModule('als');
  const bonus = form === 'hkv' ? 1 : 0;
  return layout.threads.map((_, thread) => ({ module, memory, layout, thread, steps, bonus, batches }));
}

/** One order to a training thread; it answers with the same word when done. */
export type AlsOrder =
  'gramOfUsers' | 'gramOfItems' | 'solveUsers' | 'solveItems' | 'finishUsers' | 'rotate' | 'loss';

type KernelFunction = (...values: number[]) => number;
interface AlsKernel {
  gramPartial: KernelFunction;
  gramTotal: KernelFunction;
  conjugateGradientSweep: KernelFunction;
  lossPartial: KernelFunction;
  rotateRows: KernelFunction;
}

/** Conjugate-gradient steps of a row, and to which share of its start the square of a residual has to fall. */
interface Effort {
  steps: number;
  tolerance: number;
}

/** Most rows end after six steps; 24 bring also badly conditioned ones to within 1e-3 of the exact solution. */
const FINISHING: Effort = { steps: 24, tolerance: 1e-7 };

/**
 * Carries out the orders of a training in one thread. Threads with the same order take its parts from a counter in
 * the shared memory, which is 0 when an order is given, and none waits for another.
 */
export class AlsThread {
  private readonly kernel: AlsKernel;
  private readonly words: Int32Array;

  constructor(private readonly data: AlsThreadData) {
    const instance = new WebAssembly.Instance(data.module, { env: { memory: data.memory } });
    this.kernel = instance.exports as unknown as AlsKernel;
    this.words = new Int32Array(data.memory.buffer);
  }

  gramOfUsers(): void {
    this.gram(this.data.layout.users);
  }

  gramOfItems(): void {
    this.gram(this.data.layout.items);
  }

  /** Adds up a Gram matrix of which all parts have been made. */
  addUpGram(side: 'users' | 'items'): void {
    const { gramPartials, width, [side]: of } = this.data.layout;
    this.kernel.gramTotal(gramPartials, GRAM_PARTS, width, of.gram, of.packedGram);
  }

  solveUsers(): void {
    this.solve('users', { steps: this.data.steps, tolerance: 0 });
  }

  solveItems(): void {
    this.solve('items', { steps: this.data.steps, tolerance: 0 });
  }

  /** Users as nearly solved for the last items as a fold-in solves them. */
  finishUsers(): void {
    this.solve('users', FINISHING);
  }

  /** Multiplies the vectors of both sides by the matrix that is packed in the place of the items' Gram matrix. */
  rotate(): void {
    const { layout, thread } = this.data;
    const { width, users, items, threads } = layout;
    for (const part of this.parts(2 * GRAM_PARTS)) {
      const side = part < GRAM_PARTS ? users : items;
      const [from, to] = partOf(side.observed, part % GRAM_PARTS, GRAM_PARTS);
      this.kernel.rotateRows(side.vectors, from, to, width, items.packedGram, threads[thread]!.state);
    }
  }

  /** Leaves the parts of the loss in the memory that Gram matrices do not hold. */
  loss(): void {
    const { layout, memory, bonus } = this.data;
    const { users, items, width, lossParts } = layout;
    const parts = new Float64Array(memory.buffer, lossParts, 2 * LOSS_PARTS);
    for (const part of this.parts(2 * LOSS_PARTS)) {
      const ofUsers = part < LOSS_PARTS;
      const [side, fixed] = ofUsers ? [users, items] : [items, users];
      parts[part] = this.kernel.lossPartial(
        ...partOf(side.observed, part % LOSS_PARTS, LOSS_PARTS),
        side.starts,
        // The pairs of both sides are the same.
        ofUsers ? side.indices : 0,
        Number(side.hasWideIndices),
        side.weights,
        side.penalties,
        fixed.vectors,
        side.vectors,
        width,
        bonus,
      );
    }
  }

  private gram(side: SideLayout): void {
    const { layout, thread } = this.data;
    const { width, gramPartials } = layout;
    const { panels } = layout.threads[thread]!;
    for (const part of this.parts(GRAM_PARTS)) {
      const [from, to] = partOf(side.observed, part, GRAM_PARTS);
      this.kernel.gramPartial(side.vectors, from, to, width, panels, gramPartials + part * width * width * 8);
    }
  }

  /** One half-sweep: solves all rows of a side with the other side, and its Gram matrix, fixed. */
  private solve(side: 'users' | 'items', { steps, tolerance }: Effort): void {
    const { layout, batches, thread, bonus } = this.data;
    const solved = layout[side];
    const fixed = side === 'users' ? layout.items : layout.users;
    const own = layout.threads[thread]!;
    this.kernel.conjugateGradientSweep(
      layout.counter,
      solved.batches,
      batches[side],
      solved.starts,
      solved.indices,
      Number(solved.hasWideIndices),
      solved.weights,
      solved.penalties,
      fixed.vectors,
      solved.vectors,
      layout.width,
      fixed.packedGram,
      bonus,
      steps,
      tolerance,
      own.state,
      own.rows,
      own.pulls,
      layout.capacity,
    );
  }

  /** Numbers of parts below `count` that no other thread has taken. */
  private *parts(count: number): Generator<number, void> {
    const counter = this.data.layout.counter >>> 2;
    for (;;) {
      const part = Atomics.add(this.words, counter, 1);
      if (part >= count) return;
      yield part;
    }
  }
}

/** First row of a part, and the first one behind it. */
const partOf = (rows: number, part: number, parts: number): [from: number, to: number] => [
  Math.floor((rows * part) / parts),
  Math.floor((rows * (part + 1)) / parts),
];
