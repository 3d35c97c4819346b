import { sparseRowsFromTriples, TopK, transpose } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';
import type { UserVectors } from './user-vectors.js';

/** Users whose item weights count for one song: those with the best of them, of whom all vectors are looked at. */
const MOST_REACHED = 5_000;

/** Scores users for one song by the same rule that scores songs for one user. */
export class UserScorer {
  /** Song -> the songs that have a weight for it; null without item weights. */
  private readonly sources: SparseRows | null;
  /** Song -> the users who like it. */
  private readonly likedBy: SparseRows | null;
  private readonly sums: Float64Array;

  constructor(
    private readonly users: UserVectors,
    private readonly factorShare: number,
    itemWeights: SparseRows,
    played: SparseRows,
  ) {
    const hasWeights = itemWeights.indices.length > 0;
    this.sources = hasWeights ? transpose(itemWeights) : null;
    this.likedBy = hasWeights ? transpose(likedPairs(played)) : null;
    this.sums = new Float64Array(hasWeights ? played.rows : 0);
  }

  /** The k best users for a song, ties by the lower row. @param vector of the song. @param excluded rows in any order. */
  async top(
    song: number,
    vector: Float32Array,
    k: number,
    excluded: readonly number[],
  ): Promise<RankedIndices> {
    if (this.sources === null || this.likedBy === null) return await this.users.top(vector, k, excluded);
    const { indices, scores } = this.bestReached(song, this.sources, this.likedBy, excluded);
    const best = new TopK(k);
    if (this.factorShare === 0) {
      indices.forEach((user, n) => best.offer(user, scores[n]!));
      return best.take();
    }
    const others = await this.users.top(vector, k, [...excluded, ...indices]);
    others.indices.forEach((user, n) => best.offer(user, this.factorShare * others.scores[n]!));
    const vectors = await this.users.of([...indices]);
    vectors.forEach((own, n) =>
      best.offer(indices[n]!, this.factorShare * product(own, vector) + scores[n]!),
    );
    return best.take();
  }

  private bestReached(
    song: number,
    sources: SparseRows,
    likedBy: SparseRows,
    excluded: readonly number[],
  ): RankedIndices {
    const { sums } = this;
    const reached = new Set<number>();
    for (let at = sources.starts[song]!; at < sources.starts[song + 1]!; at++) {
      const source = sources.indices[at]!;
      for (let n = likedBy.starts[source]!; n < likedBy.starts[source + 1]!; n++) {
        const user = likedBy.indices[n]!;
        reached.add(user);
        sums[user]! += sources.weights[at]!;
      }
    }
    const isExcluded = new Set(excluded);
    const best = new TopK(MOST_REACHED);
    for (const user of reached) {
      if (!isExcluded.has(user)) best.offer(user, sums[user]!);
      sums[user] = 0;
    }
    return best.take();
  }
}

function likedPairs({ rows, columns, starts, indices, weights }: SparseRows): SparseRows {
  const users: number[] = [];
  const kept: number[] = [];
  for (let user = 0; user < rows; user++) {
    for (let n = starts[user]!; n < starts[user + 1]!; n++) {
      if (!(weights[n]! > 0)) continue;
      users.push(user);
      kept.push(n);
    }
  }
  return sparseRowsFromTriples(
    rows,
    columns,
    Int32Array.from(users),
    Int32Array.from(kept, (n) => indices[n]!),
    Float32Array.from(kept, (n) => weights[n]!),
  );
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += a[f]! * b[f]!;
  return sum;
}
