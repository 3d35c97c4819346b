import type { AlsProblem, AlsParameters } from './als-problem.js';
import { kernelModule } from './kernel-module.js';
import type { AlsLayout, RowPlaces, SideLayout } from './memory-layout.js';
import { GRAM_PARTS, LOSS_PARTS, PLACES } from './memory-layout.js';

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
}

/** For each thread of a problem. */
export function threadData({ memory, layout }: AlsProblem, { steps, form }: AlsParameters): AlsThreadData[] {
  const module = kernelModule('als');
  const bonus = form === 'hkv' ? 1 : 0;
  return layout.threads.map((_, thread) => ({ module, memory, layout, thread, steps, bonus }));
}

/** One order to a training thread; it answers with the same word when done. */
export type AlsOrder =
  'gram' | 'solveUsers' | 'solveItems' | 'finishUsers' | 'rotate' | 'lossOfUsers' | 'lossOfItems';

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

  /** The parts of a Gram matrix of the vectors that are held. */
  gram(): void {
    const { layout, thread } = this.data;
    const { width, gramPartials } = layout;
    const { panels } = layout.threads[thread]!;
    const { fixed, fixedRows } = this.places();
    for (const part of this.parts(GRAM_PARTS)) {
      const [from, to] = partOf(fixedRows, part, GRAM_PARTS);
      this.kernel.gramPartial(fixed, from, to, width, panels, gramPartials + part * width * width * 8);
    }
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

  /** Multiplies vectors that are held by the matrix that is packed in the place of the items' Gram matrix. */
  rotate(): void {
    const { layout, thread } = this.data;
    const { width, items, threads } = layout;
    const { fixed, fixedRows } = this.places();
    for (const part of this.parts(GRAM_PARTS)) {
      const [from, to] = partOf(fixedRows, part, GRAM_PARTS);
      this.kernel.rotateRows(fixed, from, to, width, items.packedGram, threads[thread]!.state);
    }
  }

  /** Adds the users of a block to the parts of the loss that Gram matrices do not hold. */
  lossOfUsers(): void {
    const { users } = this.data.layout;
    const { fixed, vectors, weights, indices, fromRow, toRow } = this.places();
    this.loss(0, users, [fromRow, toRow], { vectors, weights, indices }, fixed);
  }

  /** The penalties of items, which are held: their pairs are those of the users. */
  lossOfItems(): void {
    const { items } = this.data.layout;
    const { fixed: vectors } = this.places();
    this.loss(LOSS_PARTS, items, [0, items.observed], { vectors, weights: 0, indices: 0 }, null);
  }

  /** @param fixed vectors of the other side; null: penalties alone */
  private loss(
    first: number,
    side: SideLayout,
    [fromRow, toRow]: [number, number],
    { vectors, weights, indices }: RowPlaces,
    fixed: number | null,
  ): void {
    const { layout, memory, bonus } = this.data;
    const parts = new Float64Array(memory.buffer, layout.lossParts, 2 * LOSS_PARTS);
    for (const part of this.parts(LOSS_PARTS)) {
      const [from, to] = partOf(side.observed, part, LOSS_PARTS);
      parts[first + part] = this.kernel.lossPartial(
        parts[first + part]!,
        Math.max(from, fromRow),
        Math.min(to, toRow),
        side.starts,
        indices,
        Number(side.hasWideIndices),
        weights,
        side.penalties,
        fixed ?? 0,
        vectors,
        layout.width,
        bonus,
        Number(fixed !== null),
      );
    }
  }

  /** A block of a half-sweep: solves its rows with the other side, and its Gram matrix, fixed. */
  private solve(side: 'users' | 'items', { steps, tolerance }: Effort): void {
    const { layout, thread, bonus } = this.data;
    const solved = layout[side];
    const fixed = side === 'users' ? layout.items : layout.users;
    const own = layout.threads[thread]!;
    const places = this.places();
    this.kernel.conjugateGradientSweep(
      layout.counter,
      solved.batches + 4 * places.fromBatch,
      places.toBatch - places.fromBatch,
      solved.starts,
      places.indices,
      Number(solved.hasWideIndices),
      places.weights,
      solved.penalties,
      places.fixed,
      places.vectors,
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

  private places(): Record<(typeof PLACES)[number], number> {
    const { memory, layout } = this.data;
    const words = new Int32Array(memory.buffer, layout.places, PLACES.length);
    return Object.fromEntries(PLACES.map((name, n) => [name, words[n]!])) as ReturnType<AlsThread['places']>;
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
