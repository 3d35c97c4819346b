import type { SparseRows } from '#ml';

/** Pairs that are counted or placed in one step: some milliseconds. */
const PAIRS_A_STEP = 1_000_000;

/** Who has met each song, users ascending: the transpose of users x songs without its weights, in steps. */
export function* metBy({
  rows,
  columns,
  starts,
  indices,
}: SparseRows): Generator<void, Pick<SparseRows, 'starts' | 'indices'>> {
  const songStarts = new Int32Array(columns + 1);
  for (let n = 0; n < indices.length; n++) {
    songStarts[indices[n]! + 1]!++;
    if (n % PAIRS_A_STEP === PAIRS_A_STEP - 1) yield;
  }
  for (let song = 0; song < columns; song++) songStarts[song + 1]! += songStarts[song]!;
  const next = songStarts.slice();
  const users = new Int32Array(indices.length);
  let placed = 0;
  for (let user = 0; user < rows; user++) {
    for (let n = starts[user]!; n < starts[user + 1]!; n++) users[next[indices[n]!]!++] = user;
    placed += starts[user + 1]! - starts[user]!;
    if (placed < PAIRS_A_STEP) continue;
    placed = 0;
    yield;
  }
  return { starts: songStarts, indices: users };
}
