import type { AlsObjective, SparseRows } from '#ml/factors';
import { rowRegularization, SeededRandom } from '#ml/factors';
import type { AlsLayout, SideLayout } from './memory-layout.js';
import { planAlsMemory } from './memory-layout.js';
import { fixedMemory } from './kernel-module.js';
import type { PopularityOrder } from './popularity-order.js';
import { popularityOrder, rowBatches } from './popularity-order.js';

/** What a training minimises, and from where by how many steps. */
export interface AlsParameters extends AlsObjective {
  /** Length of each vector. */
  factors: number;
  iterations: number;
  /** Conjugate-gradient steps of a row and iteration. */
  steps: number;
  seed: number;
  /** Standard deviation of a starting vector's length: each value is normal with initialScale / sqrt(factors). */
  initialScale: number;
}

/**
 * A training problem as the threads see it: everything in one shared memory, users and items renumbered by
 * popularity.
 */
export interface AlsProblem {
  memory: WebAssembly.Memory;
  layout: AlsLayout;
  users: PopularityOrder;
  items: PopularityOrder;
  batches: { users: number; items: number };
}

/** Copies the matrix in both directions and the starting vectors into a memory made for it. */
export function placeProblem(matrix: SparseRows, parameters: AlsParameters, threads: number): AlsProblem {
  const users = popularityOrder(rowCounts(matrix));
  const items = popularityOrder(columnCounts(matrix));
  const most = Math.max(users.counts[users.order[0] ?? 0] ?? 0, items.counts[items.order[0] ?? 0] ?? 0);
  const { factors } = parameters;
  const layout = planAlsMemory(users, items, matrix.indices.length, most, factors, threads);
  const memory = fixedMemory(layout.bytes);
  placeStarts(memory, layout.users, users);
  placeStarts(memory, layout.items, items);
  placeByItem(memory, layout, matrix, users, items, parameters.alpha);
  placeByUser(memory, layout);
  placePenalties(memory, layout.users, users, matrix.columns, parameters);
  placePenalties(memory, layout.items, items, matrix.rows, parameters);
  placeStartVectors(memory, layout, users, items, parameters);
  return {
    memory,
    layout,
    users,
    items,
    batches: {
      users: placeBatches(memory, layout, layout.users),
      items: placeBatches(memory, layout, layout.items),
    },
  };
}

/** Vectors in the order of the caller's numbers; rows without entries are zero. */
export function readVectors(
  memory: WebAssembly.Memory,
  side: SideLayout,
  order: PopularityOrder,
  width: number,
  factors: number,
): Float32Array {
  const vectors = new Float32Array(order.order.length * factors);
  const placed = new Float32Array(memory.buffer, side.vectors, side.observed * width);
  for (let rank = 0; rank < side.observed; rank++) {
    vectors.set(placed.subarray(rank * width, rank * width + factors), order.order[rank]! * factors);
  }
  return vectors;
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

function placeStarts(memory: WebAssembly.Memory, side: SideLayout, order: PopularityOrder): void {
  const starts = new Int32Array(memory.buffer, side.starts, side.observed + 1);
  for (let rank = 0; rank < side.observed; rank++) {
    starts[rank + 1] = starts[rank]! + order.counts[order.order[rank]!]!;
  }
}

/** Users are visited by rank, so that the ranks within each item ascend. */
function placeByItem(
  memory: WebAssembly.Memory,
  layout: AlsLayout,
  matrix: SparseRows,
  users: PopularityOrder,
  items: PopularityOrder,
  alpha: number,
): void {
  const { next, indices, weights } = sideArrays(memory, layout.items, matrix.indices.length);
  for (let rank = 0; rank < users.observed; rank++) {
    const row = users.order[rank]!;
    for (let n = matrix.starts[row]!; n < matrix.starts[row + 1]!; n++) {
      const at = next[items.rank[matrix.indices[n]!]!]!++;
      indices[at] = rank;
      weights[at] = alpha * matrix.weights[n]!;
    }
  }
}

function placeByUser(memory: WebAssembly.Memory, layout: AlsLayout): void {
  const starts = new Int32Array(memory.buffer, layout.items.starts, layout.items.observed + 1);
  const entries = starts[layout.items.observed]!;
  const from = sideArrays(memory, layout.items, entries);
  const to = sideArrays(memory, layout.users, entries);
  for (let item = 0; item < layout.items.observed; item++) {
    for (let n = starts[item]!; n < starts[item + 1]!; n++) {
      const at = to.next[from.indices[n]!]!++;
      to.indices[at] = item;
      to.weights[at] = from.weights[n]!;
    }
  }
}

function sideArrays(memory: WebAssembly.Memory, side: SideLayout, entries: number) {
  return {
    next: new Int32Array(memory.buffer, side.starts, side.observed).slice(),
    indices: side.hasWideIndices
      ? new Uint32Array(memory.buffer, side.indices, entries)
      : new Uint16Array(memory.buffer, side.indices, entries),
    weights: new Float32Array(memory.buffer, side.weights, entries),
  };
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

/** Normal values drawn in the order of the caller's numbers, users first. */
function placeStartVectors(
  memory: WebAssembly.Memory,
  layout: AlsLayout,
  users: PopularityOrder,
  items: PopularityOrder,
  parameters: AlsParameters,
): void {
  const { factors, initialScale, seed } = parameters;
  const random = new SeededRandom(seed);
  const deviation = initialScale / Math.sqrt(factors);
  for (const [side, order] of [
    [layout.users, users],
    [layout.items, items],
  ] as const) {
    const vectors = new Float32Array(memory.buffer, side.vectors, side.observed * layout.width);
    for (let row = 0; row < order.rank.length; row++) {
      if (order.counts[row] === 0) continue;
      const at = order.rank[row]! * layout.width;
      for (let f = 0; f < factors; f++) vectors[at + f] = deviation * random.normal();
    }
  }
}

function placeBatches(memory: WebAssembly.Memory, layout: AlsLayout, side: SideLayout): number {
  const starts = new Int32Array(memory.buffer, side.starts, side.observed + 1);
  const batches = rowBatches(starts, layout.width, layout.capacity);
  new Int32Array(memory.buffer, side.batches, batches.length).set(batches);
  return batches.length - 1;
}
