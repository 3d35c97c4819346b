import { MemoryPlan } from './kernel-module.js';
import type { PopularityOrder } from './popularity-order.js';

/** Parts of a Gram matrix: fixed, so that the order of its sum does not depend on the number of threads. */
export const GRAM_PARTS = 32;
/** Parts of the loss, per side; fixed for the same reason. */
export const LOSS_PARTS = 32;
/** Bytes of gathered vectors a thread keeps for its batch; beyond them vectors are read where they stand. */
const GATHER_BYTES = 2 * 2 ** 20;
const BLOCK_ROWS = 128;
const STATE_VECTORS = 8;
/** Row numbers below this fit 2 bytes. */
const MOST_NARROW_ROWS = 65_536;

/** The place of one side (users or items) in the memory; all values are byte addresses unless said otherwise. */
export interface SideLayout {
  /** Rows with entries; only these are solved, and their ranks are their numbers. */
  observed: number;
  starts: number;
  /** Rows of the other side, by rank. */
  indices: number;
  /** Whether they take 4 bytes each; 2 are enough for 65,536 rows. */
  hasWideIndices: boolean;
  weights: number;
  penalties: number;
  vectors: number;
  batches: number;
  gram: number;
  packedGram: number;
}

interface ThreadLayout {
  state: number;
  rows: number;
  pulls: number;
  panels: number;
}

export interface AlsLayout {
  /** Factors rounded up to whole cache lines of 16 float32. */
  width: number;
  users: SideLayout;
  items: SideLayout;
  gramPartials: number;
  /** Parts of the loss, users first. */
  lossParts: number;
  /** Parts of the present order that threads have taken. */
  counter: number;
  threads: ThreadLayout[];
  /** Vectors that fit into a thread's gathered rows, a multiple of 4. */
  capacity: number;
  bytes: number;
}

/** Sizes of a matrix: rows and columns with pairs, and pairs. */
export interface MatrixSizes {
  rows: number;
  columns: number;
  pairs: number;
}

/** Bytes that a training needs in the memory of the kernel, without its scratch of some MiB a thread. */
export function alsBytes({ rows, columns, pairs }: MatrixSizes, factors: number): number {
  const width = Math.ceil(factors / 16) * 16;
  const indexBytes = (others: number) => (others > MOST_NARROW_ROWS ? 4 : 2);
  const ofSide = (own: number, others: number) => own * (width * 4 + 12) + pairs * (4 + indexBytes(others));
  return ofSide(rows, columns) + ofSide(columns, rows);
}

/** Plans one memory for both directions of the matrix, both factor tables and the scratch of every thread. */
export function planAlsMemory(
  userOrder: PopularityOrder,
  itemOrder: PopularityOrder,
  entries: number,
  mostEntries: number,
  factors: number,
  threads: number,
): AlsLayout {
  const plan = new MemoryPlan();
  const width = Math.ceil(factors / 16) * 16;
  const capacity = Math.min(
    Math.ceil(GATHER_BYTES / (width * 4) / 4) * 4,
    Math.ceil(mostEntries / 4) * 4 * STATE_VECTORS,
  );
  const users = placeSide(plan, userOrder, itemOrder.observed, entries, width);
  const items = placeSide(plan, itemOrder, userOrder.observed, entries, width);
  return {
    width,
    users,
    items,
    gramPartials: plan.place(GRAM_PARTS * width * width * 8),
    lossParts: plan.place(2 * LOSS_PARTS * 8),
    counter: plan.place(64),
    threads: Array.from({ length: threads }, () => ({
      state: plan.place((3 * STATE_VECTORS + 2) * width * 4 + STATE_VECTORS * 16),
      rows: plan.place(capacity * width * 4),
      pulls: plan.place(capacity * 4),
      panels: plan.place(BLOCK_ROWS * width * 4),
    })),
    capacity,
    bytes: plan.bytes,
  };
}

function placeSide(
  plan: MemoryPlan,
  { observed }: PopularityOrder,
  otherSide: number,
  entries: number,
  width: number,
): SideLayout {
  const hasWideIndices = otherSide > MOST_NARROW_ROWS;
  return {
    observed,
    starts: plan.place((observed + 1) * 4),
    indices: plan.place(entries * (hasWideIndices ? 4 : 2)),
    hasWideIndices,
    weights: plan.place(entries * 4),
    penalties: plan.place(observed * 4),
    vectors: plan.place(observed * width * 4),
    batches: plan.place((observed + 1) * 4),
    gram: plan.place(width * width * 8),
    packedGram: plan.place(width * width * 4),
  };
}
