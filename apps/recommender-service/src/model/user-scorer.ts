import type { VectorIndex } from '#kernels';
import type { RankedIndices, ReachedItems, SparseRows } from '#ml';
import { transposeInSteps } from './columns-in-steps.js';
import type { SongListeners } from './columns-in-steps.js';
import { MergedRanking } from './merged-ranking.js';

/** Marks of users while those of one song are summed. */
const REACHED = 1;
const EXCLUDED = 2;

/** Scores users for one song by the same rule that scores songs for one user. */
export class UserScorer {
  /** Of each user, and zero between two questions. */
  private readonly sums: Float64Array;
  private readonly marks: Uint8Array;
  private readonly ranking: MergedRanking | null;

  /** @param sources song -> the songs that have a weight for it; null without item weights */
  private constructor(
    private readonly users: VectorIndex,
    factorShare: number,
    private readonly sources: SparseRows | null,
    private readonly listeners: SongListeners,
  ) {
    this.sums = new Float64Array(sources === null ? 0 : users.rows);
    this.marks = new Uint8Array(this.sums.length);
    this.ranking = sources === null ? null : new MergedRanking(users, factorShare);
  }

  /** In steps of some milliseconds each. */
  static *inSteps(
    users: VectorIndex,
    factorShare: number,
    itemWeights: SparseRows,
    listeners: SongListeners,
  ): Generator<void, UserScorer> {
    const sources = itemWeights.indices.length === 0 ? null : yield* transposeInSteps(itemWeights);
    return new UserScorer(users, factorShare, sources, listeners);
  }

  /**
   * The k best users for a song, ties by the lower row.
   * @param vector of the song.
   * @param excluded rows in any order.
   */
  top(song: number, vector: Float32Array, k: number, excluded: ArrayLike<number>): RankedIndices {
    const { sources, ranking } = this;
    if (sources === null || ranking === null) return this.users.top(vector, k, excluded);
    return ranking.ranked(this.reached(song, sources, excluded), ranking.productsWith(vector), k, excluded);
  }

  /** The users whom item weights reach, in no order. */
  private reached(song: number, sources: SparseRows, excluded: ArrayLike<number>): ReachedItems {
    const { sums, marks } = this;
    const { starts, likedEnds, users } = this.listeners;
    const reached: number[] = [];
    for (let n = 0; n < excluded.length; n++) marks[excluded[n]!] = EXCLUDED;
    for (let at = sources.starts[song]!; at < sources.starts[song + 1]!; at++) {
      const source = sources.indices[at]!;
      for (let n = starts[source]!; n < likedEnds[source]!; n++) {
        const user = users[n]!;
        if (marks[user] === EXCLUDED) continue;
        if (marks[user] === 0) reached.push(user);
        marks[user] = REACHED;
        sums[user]! += sources.weights[at]!;
      }
    }
    const scores = Float64Array.from(reached, (user) => sums[user]!);
    for (let n = 0; n < excluded.length; n++) marks[excluded[n]!] = 0;
    for (const user of reached) sums[user] = marks[user] = 0;
    return { items: Int32Array.from(reached), scores };
  }
}
