import { MemoryPlan } from './kernel-module.js';

/** Parts of a Gram matrix: fixed, so that the order of its sum does not depend on the number of threads. */
export const GRAM_PARTS = 32;
/** Parts of the loss, per side; fixed for the same reason. */
export const LOSS_PARTS = 32;
/** Bytes of gathered vectors a thread keeps for its batch; beyond them vectors are read where they stand. */
const GATHER_BYTES = 2 * 2 ** 20;
/** RECOMMENDER_WORKERS goes no higher. */
const MOST_THREADS = 64;
const BLOCK_ROWS = 128;
const STATE_VECTORS = 8;
/** Row numbers below this fit 2 bytes. */
const MOST_NARROW_ROWS = 65_536;

/** Bytes of a block: enough that threads seldom wait for its last rows. */
const BLOCK_BYTES = 256 * 2 ** 20;

/** The place of one side (users or items) in the memory; all values are byte addresses unless said otherwise. */
export interface SideLayout {
  /** Rows with entries; only these are solved, and their ranks are their numbers. */
  observed: number;
  starts: number;
  /** Whether the numbers of a pair's row of the other side take 4 bytes; 2 are enough for 65,536 rows. */
  hasWideIndices: boolean;
  penalties: number;
  batches: number;
  gram: number;
  packedGram: number;
  /** All of its vectors and pairs; null where these are outside of the memory, and go through it by block. */
  whole: RowPlaces | null;
}

/** Where vectors, weights of pairs and their rows of the other side (by rank) stand. */
export interface RowPlaces {
  vectors: number;
  weights: number;
  indices: number;
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
  /** Where vectors of the side that is held fixed go, and a block of the other, where both are outside. */
  fixed: number;
  block: number;
  blockBytes: number;
  /** What the present order works on, PLACES of 4 bytes. */
  places: number;
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

/** Words of the memory that say what an order works on: addresses, rows and batches. */
export const PLACES = [
  'fixed',
  'fixedRows',
  'vectors',
  'weights',
  'indices',
  'fromBatch',
  'toBatch',
  'fromRow',
  'toRow',
] as const;

/** Rows and columns of a matrix that have pairs, pairs, and those of the row or column with the most. */
export interface MatrixSizes {
  rows: number;
  columns: number;
  pairs: number;
  most: number;
}

/**
 * Bytes that the memory of a training needs: at least, and to hold everything. Counted for the most threads,
 * and for a row that has all pairs it can have.
 */
export function alsBytes(
  sizes: Omit<MatrixSizes, 'most'>,
  factors: number,
): Record<'least' | 'whole', number> {
  const most = Math.max(sizes.rows, sizes.columns);
  const bytes = (mostBytes: number) =>
    planAlsMemory({ ...sizes, most }, factors, MOST_THREADS, mostBytes).bytes;
  return { least: bytes(0), whole: bytes(Infinity) };
}

/**
 * Plans the memory of a training: both directions of the matrix and both factor tables, where they fit into
 * `mostBytes` together, else one factor table and a block, which may be more than that; and the scratch of
 * every thread.
 */
export function planAlsMemory(
  { rows, columns, pairs, most }: MatrixSizes,
  factors: number,
  threads: number,
  mostBytes: number,
): AlsLayout {
  const plan = new MemoryPlan();
  const width = Math.ceil(factors / 16) * 16;
  const capacity = Math.min(
    Math.ceil(GATHER_BYTES / (width * 4) / 4) * 4,
    Math.ceil(most / 4) * 4 * STATE_VECTORS,
  );
  const users = placeSide(plan, rows, columns, width);
  const items = placeSide(plan, columns, rows, width);
  const layout = {
    width,
    users,
    items,
    places: plan.place(PLACES.length * 4),
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
  };
  const fixed = plan.bytes;
  for (const side of [users, items]) side.whole = placeWhole(plan, side, pairs, width);
  if (plan.bytes <= mostBytes) return { ...layout, fixed, block: fixed, blockBytes: 0, bytes: plan.bytes };
  users.whole = items.whole = null;
  const block = fixed + Math.max(rows, columns) * width * 4;
  const largestBatch = Math.max(most, capacity) * 8 + STATE_VECTORS * width * 4;
  const blockBytes = Math.max(largestBatch, Math.min(BLOCK_BYTES, mostBytes - block));
  return { ...layout, fixed, block, blockBytes, bytes: block + blockBytes };
}

function placeSide(plan: MemoryPlan, observed: number, others: number, width: number): SideLayout {
  return {
    observed,
    starts: plan.place((observed + 1) * 4),
    hasWideIndices: others > MOST_NARROW_ROWS,
    penalties: plan.place(observed * 4),
    batches: plan.place((observed + 1) * 4),
    gram: plan.place(width * width * 8),
    packedGram: plan.place(width * width * 4),
    whole: null,
  };
}

function placeWhole(plan: MemoryPlan, side: SideLayout, pairs: number, width: number): RowPlaces {
  return {
    vectors: plan.place(side.observed * width * 4),
    weights: plan.place(pairs * 4),
    indices: plan.place(pairs * (side.hasWideIndices ? 4 : 2)),
  };
}
