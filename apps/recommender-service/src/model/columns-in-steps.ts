import type { SparseRows } from '#ml';

/** Pairs that are counted or placed in one step: some milliseconds. */
const PAIRS_A_STEP = 1_000_000;

/** Song -> the users who have met it, those who like it first. */
export interface SongListeners {
  starts: Int32Array;
  /** Of each song the end of those who like it. */
  likedEnds: Int32Array;
  users: Int32Array;
}

/** The transpose, in steps. */
export function* transposeInSteps(matrix: SparseRows): Generator<void, SparseRows> {
  const starts = yield* columnStarts(matrix);
  const next = starts.slice();
  const indices = new Int32Array(matrix.indices.length);
  const weights = new Float32Array(indices.length);
  yield* visitInSteps(matrix, (row, column, weight) => {
    const at = next[column]!++;
    indices[at] = row;
    weights[at] = weight;
  });
  return { rows: matrix.columns, columns: matrix.rows, starts, indices, weights };
}

/** In steps. @param played users x songs; a song of weight 0 was only skipped */
export function* listenersInSteps(played: SparseRows): Generator<void, SongListeners> {
  const starts = yield* columnStarts(played);
  // Filled from both ends.
  const likedEnds = starts.slice(0, -1);
  const otherStarts = starts.slice(1);
  const users = new Int32Array(played.indices.length);
  yield* visitInSteps(played, (user, song, weight) => {
    users[weight > 0 ? likedEnds[song]!++ : --otherStarts[song]!] = user;
  });
  return { starts, likedEnds, users };
}

function* columnStarts({ columns, indices }: SparseRows): Generator<void, Int32Array> {
  const starts = new Int32Array(columns + 1);
  for (let n = 0; n < indices.length; n++) {
    starts[indices[n]! + 1]! += 1;
    if (n % PAIRS_A_STEP === PAIRS_A_STEP - 1) yield;
  }
  for (let column = 0; column < columns; column++) starts[column + 1]! += starts[column]!;
  return starts;
}

/** Visits entries row by row. */
function* visitInSteps(
  { rows, starts, indices, weights }: SparseRows,
  visit: (row: number, column: number, weight: number) => void,
): Generator<void, void> {
  let visited = 0;
  for (let row = 0; row < rows; row++) {
    for (let n = starts[row]!; n < starts[row + 1]!; n++) visit(row, indices[n]!, weights[n]!);
    visited += starts[row + 1]! - starts[row]!;
    if (visited < PAIRS_A_STEP) continue;
    visited = 0;
    yield;
  }
}
