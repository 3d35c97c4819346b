import type { AlsLayout, SideLayout } from './memory-layout.js';
import { GRAM_PARTS, LOSS_PARTS } from './memory-layout.js';

/** What a training thread is started with. */
export interface AlsThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  layout: AlsLayout;
  /** 0, 1 ... ; thread 0 also does what can't be shared out. */
  thread: number;
  /** Conjugate-gradient steps. */
  steps: number;
  bonus: number;
  batches: { users: number; items: number };
}

/** One order to a training thread; it answers with the same word when done. */
export type AlsOrder =
  'iterate' | 'solveUsers' | 'solveItems' | 'finishUsers' | 'gramOfUsers' | 'gramOfItems' | 'rotate' | 'loss';

type KernelFunction = (...values: number[]) => number;
interface AlsKernel {
  gramPartial: KernelFunction;
  gramTotal: KernelFunction;
  conjugateGradientSweep: KernelFunction;
  lossPartial: KernelFunction;
  rotateRows: KernelFunction;
}

/**
 * A thread at the barrier waits so long for another that takes no further part of the work; the longest part
 * takes seconds.
 */
const PATIENCE_MS = 120_000;
/** Words of the barrier: threads that have arrived, rounds done, and whether a thread has failed. */
const ARRIVED = 0;
const ROUND = 1;
const FAILED = 2;

/** Conjugate-gradient steps of a row, and to which share of its start the square of a residual has to fall. */
interface Effort {
  steps: number;
  tolerance: number;
}

/** Most rows end after six steps; 24 bring also badly conditioned ones to within 1e-3 of the exact solution. */
const FINISHING: Effort = { steps: 24, tolerance: 1e-7 };

/**
 * Carries out the orders of a training: alone in the caller's thread, or as one of a team that meets at a
 * barrier in the shared memory.
 */
export class AlsThread {
  private readonly kernel: AlsKernel;
  private readonly words: Int32Array;

  constructor(
    private readonly data: AlsThreadData,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    const instance = new WebAssembly.Instance(data.module, { env: { memory: data.memory } });
    this.kernel = instance.exports as unknown as AlsKernel;
    this.words = new Int32Array(data.memory.buffer);
  }

  /** Signals that this thread will not arrive: they throw instead of waiting for it. */
  fail(): void {
    const barrier = this.data.layout.barrier >>> 2;
    Atomics.store(this.words, barrier + FAILED, 1);
    Atomics.notify(this.words, barrier + ROUND);
  }

  iterate(): void {
    this.solveUsers();
    this.solveItems();
  }

  solveUsers(): void {
    this.solve('users', this.usual);
  }

  solveItems(): void {
    this.solve('items', this.usual);
  }

  /** Users as nearly solved for the last items as a fold-in solves them. */
  finishUsers(): void {
    this.solve('users', FINISHING);
  }

  private get usual(): Effort {
    return { steps: this.data.steps, tolerance: 0 };
  }

  /** One half-sweep: solves all rows of a side with the other side fixed. */
  private solve(side: 'users' | 'items', effort: Effort): void {
    const { layout, batches } = this.data;
    const fixed = side === 'users' ? layout.items : layout.users;
    this.gram(fixed);
    this.conjugateGradients(layout[side], fixed, batches[side], effort);
    this.meet();
  }

  /** Leaves the Gram matrix of the users in the memory. */
  gramOfUsers(): void {
    this.gram(this.data.layout.users);
  }

  gramOfItems(): void {
    this.gram(this.data.layout.items);
  }

  /** Multiplies the vectors of both sides by the matrix that is packed in the place of the items' Gram matrix. */
  rotate(): void {
    const { layout, thread } = this.data;
    const { width, users, items, threads } = layout;
    for (const side of [users, items]) {
      for (let part = this.take(side.gramCounter); part < GRAM_PARTS; part = this.take(side.gramCounter)) {
        const [from, to] = partOf(side.observed, part, GRAM_PARTS);
        this.kernel.rotateRows(side.vectors, from, to, width, items.packedGram, threads[thread]!.state);
      }
    }
    this.meet();
  }

  private gram(side: SideLayout): void {
    const { layout, thread } = this.data;
    const { width, gramPartials } = layout;
    const { panels } = layout.threads[thread]!;
    for (let part = this.take(side.gramCounter); part < GRAM_PARTS; part = this.take(side.gramCounter)) {
      const [from, to] = partOf(side.observed, part, GRAM_PARTS);
      this.kernel.gramPartial(side.vectors, from, to, width, panels, gramPartials + part * width * width * 8);
    }
    this.meet();
    if (thread === 0) this.kernel.gramTotal(gramPartials, GRAM_PARTS, width, side.gram, side.packedGram);
    this.meet();
  }

  private conjugateGradients(
    solved: SideLayout,
    fixed: SideLayout,
    batches: number,
    { steps, tolerance }: Effort,
  ): void {
    const { layout, thread, bonus } = this.data;
    const own = layout.threads[thread]!;
    this.kernel.conjugateGradientSweep(
      solved.sweepCounter,
      solved.batches,
      batches,
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

  /** Leaves the parts of the loss in the memory, and the Gram matrices of both sides. */
  loss(): void {
    const { users, items } = this.data.layout;
    this.gram(items);
    this.lossOf(users, items, users.indices);
    this.lossOf(items, users, 0);
    this.meet();
  }

  private lossOf(side: SideLayout, fixed: SideLayout, indices: number): void {
    const { layout, bonus } = this.data;
    const parts = new Float64Array(this.data.memory.buffer, side.lossParts, LOSS_PARTS);
    for (let part = this.take(side.lossCounter); part < LOSS_PARTS; part = this.take(side.lossCounter)) {
      parts[part] = this.kernel.lossPartial(
        ...partOf(side.observed, part, LOSS_PARTS),
        side.starts,
        indices,
        Number(side.hasWideIndices),
        side.weights,
        side.penalties,
        fixed.vectors,
        side.vectors,
        layout.width,
        bonus,
      );
    }
  }

  private take(counter: number): number {
    return Atomics.add(this.words, counter >>> 2, 1);
  }

  /**
   * Waits until all threads are here: the last one to arrive starts the next round and wakes the others.
   * @throws Error when another thread has failed, or has taken no part of the work for too long: it has died.
   */
  private meet(): void {
    const barrier = this.data.layout.barrier >>> 2;
    const round = barrier + ROUND;
    const current = Atomics.load(this.words, round);
    if (Atomics.add(this.words, barrier + ARRIVED, 1) + 1 === this.data.layout.threads.length) {
      Atomics.store(this.words, barrier + ARRIVED, 0);
      Atomics.add(this.words, round, 1);
      Atomics.notify(this.words, round);
      return;
    }
    for (let seen = this.partsTaken(); Atomics.load(this.words, round) === current;) {
      if (Atomics.load(this.words, barrier + FAILED) === 1)
        throw new Error('another thread of the training has failed');
      if (Atomics.wait(this.words, round, current, this.patienceMs) !== 'timed-out') continue;
      const now = this.partsTaken();
      if (now === seen && Atomics.load(this.words, round) === current)
        throw new Error('another thread of the training has ended without a word');
      seen = now;
    }
  }

  /** Grows whenever any thread takes a part of the work. */
  private partsTaken(): number {
    const { users, items } = this.data.layout;
    return [users, items]
      .flatMap(({ gramCounter, sweepCounter, lossCounter }) => [gramCounter, sweepCounter, lossCounter])
      .reduce((sum, counter) => sum + Atomics.load(this.words, counter >>> 2), 0);
  }
}

/** First row of a part, and the first one behind it. */
const partOf = (rows: number, part: number, parts: number): [from: number, to: number] => [
  Math.floor((rows * part) / parts),
  Math.floor((rows * (part + 1)) / parts),
];
