import type { SparseRows } from '#ml';
import { SeededRandom } from '#ml';

export interface MatrixShape {
  name: string;
  users: number;
  songs: number;
  pairs: number;
}

/** The shapes of MovieLens 1M and of MovieLens 20M with at least five ratings a user: what published timings use. */
export const SMALL_SHAPE: MatrixShape = {
  name: '6,040 x 3,706, 0.9 M',
  users: 6_040,
  songs: 3_706,
  pairs: 900_000,
};
export const LARGE_SHAPE: MatrixShape = {
  name: '116,677 x 20,108, 9.5 M',
  users: 116_677,
  songs: 20_108,
  pairs: 9_480_000,
};

/**
 * Synthetic plays with heavy tails: user activity is log-normal, song popularity falls as 1 / (rank + 10),
 * ids are shuffled, weights are 1 .. 5. Duplicate pairs are dropped, so the number of pairs is a little below
 * the one asked for. The same seed gives the same matrix.
 */
export function heavyTailedMatrix(shape: MatrixShape, seed: number): SparseRows {
  const random = new SeededRandom(seed);
  const cumulative = popularity(shape.songs);
  const songOfRank = random.shuffle(Int32Array.from({ length: shape.songs }, (_, n) => n));
  const activity = Float64Array.from({ length: shape.users }, () => Math.exp(1.1 * random.normal()));
  const perUnit = shape.pairs / activity.reduce((a, b) => a + b, 0);
  const starts = new Int32Array(shape.users + 1);
  const indices = new Int32Array(Math.ceil(shape.pairs * 1.2));
  const seen = new Int32Array(shape.songs).fill(-1);
  let end = 0;
  for (let user = 0; user < shape.users; user++) {
    const wanted = Math.min(Math.max(5, Math.round(activity[user]! * perUnit)), shape.songs >> 1);
    const from = end;
    for (let tries = 0; end - from < wanted && tries < 8 * wanted; tries++) {
      const song = songOfRank[rankAt(cumulative, random.next())]!;
      if (seen[song] === user || end === indices.length) continue;
      seen[song] = user;
      indices[end++] = song;
    }
    indices.subarray(from, end).sort();
    starts[user + 1] = end;
  }
  return {
    rows: shape.users,
    columns: shape.songs,
    starts,
    indices: indices.slice(0, end),
    weights: Float32Array.from({ length: end }, () => 1 + random.int(5)),
  };
}

function popularity(songs: number): Float64Array {
  const cumulative = new Float64Array(songs);
  let sum = 0;
  for (let rank = 0; rank < songs; rank++) cumulative[rank] = sum += 1 / (rank + 10);
  return cumulative.map((value) => value / sum);
}

function rankAt(cumulative: Float64Array, share: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! < share) low = middle + 1;
    else high = middle;
  }
  return low;
}
