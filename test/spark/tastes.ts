import { SeededRandom, sparseRowsFromTriples } from '#ml';
import type { SparseRows } from '#ml';

/** Users who like mostly songs of their own one of `tastes` tastes; some users and songs have no pair at all. */
export function tastes(seed: number, rows: number, columns: number, kinds = 4): SparseRows {
  const random = new SeededRandom(seed);
  const users: number[] = [];
  const songs: number[] = [];
  const weights: number[] = [];
  for (let user = 0; user < rows; user++) {
    if (user % 29 === 7) continue;
    for (let song = 0; song < columns; song++) {
      if (song % 31 === 5 || random.next() > (user % kinds === song % kinds ? 0.4 : 0.03)) continue;
      users.push(user);
      songs.push(song);
      weights.push((1 + random.int(16)) / 8);
    }
  }
  return sparseRowsFromTriples(
    rows,
    columns,
    Int32Array.from(users),
    Int32Array.from(songs),
    Float32Array.from(weights),
  );
}
