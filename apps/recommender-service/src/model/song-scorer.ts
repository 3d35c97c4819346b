import type { VectorIndex } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { RankedIndices, ReachedItems, SparseRows } from '#ml';
import { joinedRows } from './row-lists.js';

const NOTHING: RankedIndices = { indices: new Int32Array(0), scores: new Float64Array(0) };

/** What scores songs for a user: the vector and the liked songs. */
export interface Taste {
  vector: Float32Array;
  liked: Int32Array;
}

/**
 * Scores songs by factors and item weights together: factorShare x (vector . song vector) + the sum over
 * liked songs of their weights. Without item weights it is the index alone. Hidden songs are never found.
 */
export class SongScorer {
  private readonly items: LinearItems | null;
  /** 1 for each excluded song while those that item weights reach are ranked; 0 between two questions. */
  private readonly isExcluded: Uint8Array;

  /** Without item weights it makes no difference what a user has liked. */
  get looksAtLiked(): boolean {
    return this.items !== null;
  }

  constructor(
    private readonly index: VectorIndex,
    private readonly factorShare: number,
    itemWeights: SparseRows,
    private readonly isHidden: (song: number) => boolean = () => false,
  ) {
    this.items = itemWeights.indices.length === 0 ? null : new LinearItems(itemWeights);
    this.isExcluded = new Uint8Array(this.items === null ? 0 : index.rows);
  }

  /** The k best songs, ties by the lower row; never padded. @param excluded rows in any order. */
  top(taste: Taste, k: number, excluded: ArrayLike<number>): RankedIndices {
    if (this.items === null) return this.index.top(taste.vector, k, excluded);
    const reached = this.items.scores(taste.liked);
    // No weight reaches the other songs: these are ranked by their factors alone.
    const others =
      this.factorShare > 0 ? this.index.top(taste.vector, k, joinedRows([excluded, reached.items])) : NOTHING;
    return this.merged(taste, k, excluded, reached, others);
  }

  /** {@link top} for many, with the songs' vectors read once for all of them. */
  *topOfMany(
    tastes: readonly Taste[],
    k: number,
    excludedOf: (n: number) => ArrayLike<number>,
  ): Iterable<RankedIndices> {
    const { items } = this;
    if (this.factorShare === 0) {
      for (let n = 0; n < tastes.length; n++) yield this.top(tastes[n]!, k, excludedOf(n));
      return;
    }
    const { factors } = this.index;
    const queries = new Float32Array(tastes.length * factors);
    tastes.forEach(({ vector }, n) => queries.set(vector, n * factors));
    if (items === null) {
      yield* this.index.topOfMany(queries, k, excludedOf);
      return;
    }
    const reachedBy = new Map<number, ReachedItems>();
    const lists = this.index.topOfMany(queries, k, (n) => {
      const reached = items.scores(tastes[n]!.liked);
      reachedBy.set(n, reached);
      return joinedRows([excludedOf(n), reached.items]);
    });
    let n = 0;
    for (const others of lists) {
      yield this.merged(tastes[n]!, k, excludedOf(n), reachedBy.get(n)!, others);
      reachedBy.delete(n++);
    }
  }

  private merged(
    { vector }: Taste,
    k: number,
    excluded: ArrayLike<number>,
    { items, scores }: ReachedItems,
    others: RankedIndices,
  ): RankedIndices {
    const best = new TopK(k);
    others.indices.forEach((song, n) => best.offer(song, this.factorShare * others.scores[n]!));
    const ofFactors = this.factorShare > 0 ? this.index.scoresOf(vector, items) : null;
    this.offer(best, items, excluded, (n) =>
      ofFactors === null ? scores[n]! : scores[n]! + this.factorShare * ofFactors[n]!,
    );
    return best.take();
  }

  /** Those of some songs that are neither excluded nor hidden, each with its score. */
  private offer(
    best: TopK,
    songs: Int32Array,
    excluded: ArrayLike<number>,
    scoreOf: (n: number) => number,
  ): void {
    const { isExcluded } = this;
    for (let n = 0; n < excluded.length; n++) isExcluded[excluded[n]!] = 1;
    for (let n = 0; n < songs.length; n++) {
      const song = songs[n]!;
      if (isExcluded[song] === 0 && !this.isHidden(song)) best.offer(song, scoreOf(n));
    }
    for (let n = 0; n < excluded.length; n++) isExcluded[excluded[n]!] = 0;
  }

  /**
   * The k songs most like one, from -1 to 1: the cosine of the vectors and the item weight as a share of the
   * largest, by the shares that they have in a score. @param excluded rows in any order.
   */
  nearest(song: number, k: number, excluded: ArrayLike<number>): RankedIndices {
    const { index, factorShare } = this;
    const vector = index.vector(song);
    if (this.items === null) return index.nearest(vector, k, excluded);
    const { items, scores } = this.items.scores(Int32Array.of(song));
    const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), Number.MIN_VALUE);
    const best = new TopK(k);
    if (factorShare > 0) {
      const others = index.nearest(vector, k, joinedRows([excluded, items]));
      others.indices.forEach((other, n) => best.offer(other, factorShare * others.scores[n]!));
    }
    const cosines = factorShare > 0 ? cosinesOf(index, vector, items) : null;
    this.offer(best, items, excluded, (n) => {
      const ofItems = ((1 - factorShare) * scores[n]!) / largest;
      return cosines === null ? ofItems : ofItems + factorShare * cosines[n]!;
    });
    return best.take();
  }

  /** The score of each of some songs, hidden or not. */
  scoresOf({ vector, liked }: Taste, songs: readonly number[]): number[] {
    const ofFactors = this.factorShare === 0 ? null : this.index.scoresOf(vector, songs);
    return songs.map((song, n) => {
      const ofItems = this.itemParts(liked, song)?.reduce((sum, part) => sum + part, 0) ?? 0;
      return ofItems + (ofFactors === null ? 0 : this.factorShare * ofFactors[n]!);
    });
  }

  /** What each liked song adds to a score by its item weight; null without item weights. */
  itemParts(liked: Int32Array, song: number): Float64Array | null {
    return this.items?.contributions(liked, song) ?? null;
  }
}

/** Cosines of one vector and those of some rows; 0 where one of both is zero. */
function cosinesOf(index: VectorIndex, vector: Float32Array, rows: Int32Array): Float64Array {
  const length = Math.hypot(...vector);
  const products = index.scoresOf(vector, rows);
  return Float64Array.from(rows, (row, n) => products[n]! / (length * Math.hypot(...index.vector(row)) || 1));
}
