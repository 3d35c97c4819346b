import { COLUMN, GAIN, SPLIT_FIELDS } from './split-search.js';

/**
 * One of several threads that grow the same trees. All of them run the same steps on the same rows; each fills
 * histograms of its own block of columns only, and they agree on the best split of all blocks before they go on.
 */
export interface CrewMember {
  readonly fromColumn: number;
  readonly toColumn: number;
  /** Replaces every candidate split in `splits` by the best one of the crew, the same for all members. */
  agree(splits: Float64Array): void;
}

/** The crew of a single thread. */
export function aloneOn(columns: number): CrewMember {
  return {
    fromColumn: 0,
    toColumn: columns,
    agree(): void {
      // Its own candidate is the best there is.
    },
  };
}

const CANDIDATES = 2;
const SLOT = CANDIDATES * SPLIT_FIELDS;
const ARRIVED = 0;
const ROUND = 1;
const STOPPED = 2;
/** About 50 microseconds: the others are rarely later than that, and a thread that sleeps takes as long to wake. */
const SPINS = 2000;

/** Memory through which the members of a crew of `size` threads agree; post it to each of them. */
export function crewMemory(size: number): SharedArrayBuffer {
  return new SharedArrayBuffer(16 + 2 * size * SLOT * 8);
}

/** Thrown to the members that wait when another one has stopped. */
export class CrewStopped extends Error {
  constructor() {
    super('another member of the crew stopped');
    this.name = 'CrewStopped';
  }
}

/** Member `index` (from 0) of a crew of `size` threads on one {@link crewMemory}. */
export class SharedCrewMember implements CrewMember {
  readonly fromColumn: number;
  readonly toColumn: number;
  private readonly control: Int32Array;
  private readonly slots: Float64Array;

  constructor(
    memory: SharedArrayBuffer,
    private readonly index: number,
    private readonly size: number,
    columns: number,
  ) {
    this.control = new Int32Array(memory, 0, 4);
    this.slots = new Float64Array(memory, 16);
    this.fromColumn = Math.floor((index * columns) / size);
    this.toColumn = Math.floor(((index + 1) * columns) / size);
  }

  /** Returns when all members have come here, for instance after each has binned its columns. */
  meet(): void {
    this.agree(new Float64Array(0));
  }

  /** Waits for all members; throws {@link CrewStopped} when one of them has called {@link stop}. */
  agree(splits: Float64Array): void {
    const round = Atomics.load(this.control, ROUND);
    this.throwIfStopped();
    // Two sets of slots in turn: nobody can be two rounds ahead, so a set is free again when its turn comes.
    const set = (round & 1) * this.size * SLOT;
    this.slots.set(splits, set + this.index * SLOT);
    if (Atomics.add(this.control, ARRIVED, 1) + 1 === this.size) {
      Atomics.store(this.control, ARRIVED, 0);
      Atomics.store(this.control, ROUND, (round + 1) | 0);
      Atomics.notify(this.control, ROUND);
    } else {
      this.waitFor(round);
    }
    this.throwIfStopped();
    this.takeBest(splits, set);
  }

  /** Lets the others go on to their own end; call it when this member fails or is cancelled. */
  stop(): void {
    Atomics.store(this.control, STOPPED, 1);
    Atomics.add(this.control, ROUND, 1);
    Atomics.notify(this.control, ROUND);
  }

  private throwIfStopped(): void {
    if (Atomics.load(this.control, STOPPED) !== 0) throw new CrewStopped();
  }

  private waitFor(round: number): void {
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(this.control, ROUND) !== round) return;
    while (Atomics.load(this.control, ROUND) === round) Atomics.wait(this.control, ROUND, round);
  }

  /** The highest gain wins, of equal ones the first column: blocks are in the order of columns. */
  private takeBest(splits: Float64Array, set: number): void {
    for (let at = 0; at < splits.length; at += SPLIT_FIELDS) {
      let best = set + at;
      for (let member = 1; member < this.size; member++) {
        const other = set + member * SLOT + at;
        const gain = this.slots[other + GAIN]!;
        const bestGain = this.slots[best + GAIN]!;
        const first = this.slots[other + COLUMN]! < this.slots[best + COLUMN]!;
        if (gain > bestGain || (gain === bestGain && gain > 0 && first)) best = other;
      }
      splits.set(this.slots.subarray(best, best + SPLIT_FIELDS), at);
    }
  }
}
