import { CompactScan, VectorScan } from '#kernels';
import type { VectorIndex } from '#kernels';

/** How the vectors of a version are in memory while it serves: in float32, or in 16 bits a value. */
export interface VectorKeeping {
  songs: 'exact' | 'compact';
  users: 'exact' | 'compact';
}

/** Rows that are placed in one step: some milliseconds. */
const ROWS_A_STEP = 8_192;

/** @param isFound 1 for each user who may be found: without a history a user never is. */
export function* userIndex(
  vectors: Float32Array,
  factors: number,
  isFound: Uint8Array,
  kept: VectorKeeping['users'],
): Generator<void, VectorIndex> {
  const index = yield* vectorIndex(vectors, factors, kept);
  yield;
  for (let row = 0; row < index.rows; row++) if (isFound[row] === 0) index.hide(row);
  return index;
}

/** A table of vectors in float32, or in half of the memory. */
export function* vectorIndex(
  vectors: Float32Array,
  factors: number,
  kept: VectorKeeping['songs'],
): Generator<void, VectorIndex> {
  if (kept === 'exact') return yield* VectorScan.inSteps(vectors, factors);
  const index = new CompactScan(vectors.length / factors, factors);
  for (let row = 0; row < index.rows; row += ROWS_A_STEP) {
    index.place(row, vectors.subarray(row * factors, (row + ROWS_A_STEP) * factors));
    yield;
  }
  return index;
}
