import type { VectorIndex } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';

/** What scores songs for somebody: the vector and the liked songs. */
export interface Taste {
  vector: Float32Array;
  liked: Int32Array;
}

/**
 * Scores songs by factors and item weights together: factorShare x (vector . song vector) + the sum over liked songs of their weights.
 * Without item weights it is the index alone. Hidden songs are never found.
 */
export class SongScorer {
  private readonly items: LinearItems | null;

  constructor(
    private readonly index: VectorIndex,
    private readonly factorShare: number,
    itemWeights: SparseRows,
    private readonly isHidden: (song: number) => boolean = () => false,
  ) {
    this.items = itemWeights.indices.length === 0 ? null : new LinearItems(itemWeights);
  }

  /** The k best songs, ties by the lower row; never padded. @param excluded rows in any order. */
  top(taste: Taste, k: number, excluded: readonly number[]): RankedIndices {
    if (this.items === null) return this.index.top(taste.vector, k, excluded);
    const { items, scores } = this.items.scores(taste.liked, ones(taste.liked));
    const best = new TopK(k);
    if (this.factorShare > 0) {
      // No weight reaches the other songs: these are ranked by their factors alone.
      const others = this.index.top(taste.vector, k, [...excluded, ...items]);
      others.indices.forEach((song, n) => best.offer(song, this.factorShare * others.scores[n]!));
    }
    const isExcluded = new Set(excluded);
    items.forEach((song, n) => {
      if (isExcluded.has(song) || this.isHidden(song)) return;
      best.offer(song, this.factorScore(taste.vector, song) + scores[n]!);
    });
    return best.take();
  }

  /** {@link top} for many, with the songs' vectors read once for all of them where factors are all. */
  *topOfMany(
    tastes: readonly Taste[],
    k: number,
    excludedOf: (n: number) => readonly number[],
  ): Iterable<RankedIndices> {
    if (this.items !== null) {
      for (let n = 0; n < tastes.length; n++) yield this.top(tastes[n]!, k, excludedOf(n));
      return;
    }
    const { factors } = this.index;
    const queries = new Float32Array(tastes.length * factors);
    tastes.forEach(({ vector }, n) => queries.set(vector, n * factors));
    yield* this.index.topOfMany(queries, k, excludedOf);
  }

  score({ vector, liked }: Taste, song: number): number {
    const parts = this.itemParts(liked, song);
    return this.factorScore(vector, song) + (parts?.reduce((sum, part) => sum + part, 0) ?? 0);
  }

  /** What each liked song adds to a score by its item weight; null without item weights. */
  itemParts(liked: Int32Array, song: number): Float64Array | null {
    return this.items?.contributions(liked, ones(liked), song) ?? null;
  }

  private factorScore(vector: Float32Array, song: number): number {
    if (this.factorShare === 0) return 0;
    const other = this.index.vector(song);
    let sum = 0;
    for (let f = 0; f < vector.length; f++) sum += vector[f]! * other[f]!;
    return this.factorShare * sum;
  }
}

function ones(liked: Int32Array): Float32Array {
  return new Float32Array(liked.length).fill(1);
}
