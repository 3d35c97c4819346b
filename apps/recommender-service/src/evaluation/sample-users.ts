import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { SparseRows } from '#ml';

/**
 * The rows of some users and so many others, drawn by the seed, that about `mostEntries` entries are left;
 * all other rows are empty. Columns with fewer than `leastEntries` of these are emptied too: a model of so
 * few users could not know them.
 */
export function sampleUsers(
  matrix: SparseRows,
  users: Iterable<number>,
  { mostEntries, leastEntries, seed }: { mostEntries: number; leastEntries: number; seed: number },
): SparseRows {
  const isIn = new Uint8Array(matrix.rows);
  let left = mostEntries;
  const take = (user: number): void => {
    if (isIn[user] === 1) return;
    isIn[user] = 1;
    left -= matrix.starts[user + 1]! - matrix.starts[user]!;
  };
  for (const user of users) take(user);
  const others = new SeededRandom(seed).shuffle(Int32Array.from({ length: matrix.rows }, (_, user) => user));
  for (let n = 0; n < others.length && left > 0; n++) take(others[n]!);
  const entries = new Uint32Array(matrix.columns);
  eachEntry(matrix, isIn, (_, at) => (entries[matrix.indices[at]!]! += 1));
  const rows: number[] = [];
  const kept: number[] = [];
  eachEntry(matrix, isIn, (user, at) => {
    if (entries[matrix.indices[at]!]! < leastEntries) return;
    rows.push(user);
    kept.push(at);
  });
  return sparseRowsFromTriples(
    matrix.rows,
    matrix.columns,
    Int32Array.from(rows),
    Int32Array.from(kept, (at) => matrix.indices[at]!),
    Float32Array.from(kept, (at) => matrix.weights[at]!),
  );
}

function eachEntry(
  { rows, starts }: SparseRows,
  isIn: Uint8Array,
  visit: (row: number, at: number) => void,
): void {
  for (let row = 0; row < rows; row++) {
    if (isIn[row] === 0) continue;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) visit(row, at);
  }
}
