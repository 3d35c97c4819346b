import type { VectorIndex } from '#kernels';
import { TopK } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';
import { transposeInSteps } from './columns-in-steps.js';
import type { SongListeners } from './columns-in-steps.js';
import { joinedRows } from './row-lists.js';

/** Users whose item weights count for one song: those with the best of them, of whom all vectors are looked at. */
const MOST_REACHED = 5_000;
/** Marks of users while those of one song are summed. */
const REACHED = 1;
const EXCLUDED = 2;

/** Scores users for one song by the same rule that scores songs for one user. */
export class UserScorer {
  /** Of each user, and zero between two questions. */
  private readonly sums: Float64Array;
  private readonly marks: Uint8Array;

  /** @param sources song -> the songs that have a weight for it; null without item weights */
  private constructor(
    private readonly users: VectorIndex,
    private readonly factorShare: number,
    private readonly sources: SparseRows | null,
    private readonly listeners: SongListeners,
  ) {
    this.sums = new Float64Array(sources === null ? 0 : users.rows);
    this.marks = new Uint8Array(this.sums.length);
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
    if (this.sources === null) return this.users.top(vector, k, excluded);
    const { indices, scores } = this.bestReached(song, this.sources, excluded);
    const best = new TopK(k);
    if (this.factorShare === 0) {
      indices.forEach((user, n) => best.offer(user, scores[n]!));
      return best.take();
    }
    const others = this.users.top(vector, k, joinedRows([excluded, indices]));
    others.indices.forEach((user, n) => best.offer(user, this.factorShare * others.scores[n]!));
    const ofFactors = this.users.scoresOf(vector, indices);
    indices.forEach((user, n) => best.offer(user, this.factorShare * ofFactors[n]! + scores[n]!));
    return best.take();
  }

  private bestReached(song: number, sources: SparseRows, excluded: ArrayLike<number>): RankedIndices {
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
    const found = bestOf(reached, sums);
    for (let n = 0; n < excluded.length; n++) marks[excluded[n]!] = 0;
    for (const user of reached) sums[user] = marks[user] = 0;
    return found;
  }
}

/** Of many users those with the largest sums; of few all, in no order. */
function bestOf(users: readonly number[], sums: Float64Array): RankedIndices {
  if (users.length <= MOST_REACHED) {
    return { indices: Int32Array.from(users), scores: Float64Array.from(users, (user) => sums[user]!) };
  }
  const best = new TopK(MOST_REACHED);
  for (const user of users) best.offer(user, sums[user]!);
  return best.take();
}
