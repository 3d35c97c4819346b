import type { AlsObjective, SparseRows } from '#ml/factors';
import { rowRegularization, SeededRandom } from '#ml/factors';
import type { AlsLayout, SideLayout } from './memory-layout.js';
import { planAlsMemory } from './memory-layout.js';
import { fixedMemory, MOST_KERNEL_BYTES } from './kernel-module.js';
import type { PopularityOrder, RowBlock } from './popularity-order.js';
import { popularityOrder, rowBatches, rowBlocks } from './popularity-order.js';

/** What a training minimises, and from where by how many steps. */
export interface AlsParameters extends AlsObjective {
  /** Length of each vector. */
  factors: number;
  iterations: number;
  /** Conjugate-gradient steps of a row and iteration. */
  steps: number;
  seed: number;
  /** Standard deviation of a starting vector's length: each value has that of initialScale / sqrt(factors). */
  initialScale: number;
}

/** A training problem as the threads see it, users and items renumbered by popularity. */
export interface AlsProblem {
  memory: WebAssembly.Memory;
  layout: AlsLayout;
  users: AlsSide;
  items: AlsSide;
}

/** Vectors and pairs of a side by rank, in the memory, or outside of it where both sides do not fit. */
export interface AlsSide {
  order: PopularityOrder;
  vectors: Float32Array;
  weights: Float32Array;
  indices: Uint16Array | Uint32Array;
  blocks: RowBlock[];
}

/**
 * Copies the matrix in both directions and the starting vectors into a memory made for it, or beside it.
 * @param mostBytes that the memory may have, by default what the kernel addresses
 * @throws RangeError where the vectors of one side do not fit
 */
export function placeProblem(
  matrix: SparseRows,
  parameters: AlsParameters,
  threads: number,
  mostBytes = MOST_KERNEL_BYTES,
): AlsProblem {
  const orders = { users: popularityOrder(rowCounts(matrix)), items: popularityOrder(columnCounts(matrix)) };
  const [most] = [orders.users, orders.items]
    .map(({ counts, order }) => counts[order[0] ?? 0] ?? 0)
    .sort((a, b) => b - a);
  const pairs = matrix.indices.length;
  const sizes = { rows: orders.users.observed, columns: orders.items.observed, pairs, most: most! };
  const layout = planAlsMemory(sizes, parameters.factors, threads, mostBytes);
  const memory = fixedMemory(layout.bytes);
  const users = placeSide(memory, layout, layout.users, orders.users, pairs);
  const items = placeSide(memory, layout, layout.items, orders.items, pairs);
  const problem = { memory, layout, users, items };
  placeByItem(problem, matrix, parameters.alpha);
  placeByUser(problem);
  placePenalties(memory, layout.users, orders.users, matrix.columns, parameters);
  placePenalties(memory, layout.items, orders.items, matrix.rows, parameters);
  placeStartVectors(problem, parameters);
  return problem;
}

/** Vectors in the order of the caller's numbers; rows without entries are zero. */
export function readVectors({ vectors, order }: AlsSide, width: number, factors: number): Float32Array {
  const read = new Float32Array(order.order.length * factors);
  for (let rank = 0; rank < order.observed; rank++) {
    read.set(vectors.subarray(rank * width, rank * width + factors), order.order[rank]! * factors);
  }
  return read;
}

function rowCounts(matrix: SparseRows): Int32Array {
  const counts = new Int32Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) counts[row] = matrix.starts[row + 1]! - matrix.starts[row]!;
  return counts;
}

function columnCounts(matrix: SparseRows): Int32Array {
  const counts = new Int32Array(matrix.columns);
  for (const column of matrix.indices) counts[column]! += 1;
  return counts;
}

/** Offsets and batches of a side in the memory, and room for its vectors and pairs in it or outside. */
function placeSide(
  memory: WebAssembly.Memory,
  { width, capacity, blockBytes }: AlsLayout,
  side: SideLayout,
  order: PopularityOrder,
  pairs: number,
): AlsSide {
  const { observed, whole, hasWideIndices } = side;
  const starts = startsOf(memory, side);
  for (let rank = 0; rank < observed; rank++) {
    starts[rank + 1] = starts[rank]! + order.counts[order.order[rank]!]!;
  }
  const batches = rowBatches(starts, width, capacity);
  new Int32Array(memory.buffer, side.batches, batches.length).set(batches);
  const pairBytes = hasWideIndices ? 8 : 6;
  const most = whole === null ? blockBytes : Infinity;
  const blocks = rowBlocks(
    starts,
    batches,
    (rows, entries) => rows * width * 4 + entries * pairBytes <= most,
  );
  const room = (bytes: number, at: number | undefined) =>
    [at === undefined ? new ArrayBuffer(bytes) : memory.buffer, at ?? 0, bytes] as const;
  const [buffer, at] = room(pairs * (pairBytes - 4), whole?.indices);
  return {
    order,
    vectors: floatsIn(...room(observed * width * 4, whole?.vectors)),
    weights: floatsIn(...room(pairs * 4, whole?.weights)),
    indices: hasWideIndices ? new Uint32Array(buffer, at, pairs) : new Uint16Array(buffer, at, pairs),
    blocks,
  };
}

const floatsIn = (buffer: SharedArrayBuffer | ArrayBuffer, at: number, bytes: number): Float32Array =>
  new Float32Array(buffer, at, bytes / 4);

const startsOf = (memory: WebAssembly.Memory, { starts, observed }: SideLayout): Int32Array =>
  new Int32Array(memory.buffer, starts, observed + 1);

/** Users are visited by rank, so that the ranks within each item ascend. */
function placeByItem({ memory, layout, users, items }: AlsProblem, matrix: SparseRows, alpha: number): void {
  const { indices, weights } = items;
  const next = startsOf(memory, layout.items).slice();
  for (let rank = 0; rank < users.order.observed; rank++) {
    const row = users.order.order[rank]!;
    for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
      const at = next[items.order.rank[matrix.indices[n]!]!]!++;
      indices[at] = rank;
      weights[at] = alpha * matrix.weights[n]!;
    }
  }
}

function placeByUser({ memory, layout, users: to, items: from }: AlsProblem): void {
  const starts = startsOf(memory, layout.items);
  const next = startsOf(memory, layout.users).slice();
  for (let item = 0; item < layout.items.observed; item++) {
    for (let n = starts[item]!; n < starts[item + 1]!; n++) {
      const at = next[from.indices[n]!]!++;
      to.indices[at] = item;
      to.weights[at] = from.weights[n]!;
    }
  }
}

function placePenalties(
  memory: WebAssembly.Memory,
  side: SideLayout,
  order: PopularityOrder,
  otherSide: number,
  parameters: AlsParameters,
): void {
  const penalties = new Float32Array(memory.buffer, side.penalties, side.observed);
  for (let rank = 0; rank < side.observed; rank++) {
    penalties[rank] = rowRegularization(parameters, order.counts[order.order[rank]!]!, otherSide);
  }
}

/** Drawn in the order of the caller's numbers, users first. */
function placeStartVectors({ layout, users, items }: AlsProblem, parameters: AlsParameters): void {
  const { factors, initialScale, seed } = parameters;
  const random = new SeededRandom(seed);
  const deviation = initialScale / Math.sqrt(factors);
  for (const { order, vectors } of [users, items]) {
    for (let row = 0; row < order.rank.length; row++) {
      if (order.counts[row] === 0) continue;
      const at = order.rank[row]! * layout.width;
      for (let f = 0; f < factors; f++) vectors[at + f] = random.even(deviation);
    }
  }
}
