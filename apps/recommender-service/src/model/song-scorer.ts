import type { Excluded, VectorIndex } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { RankedIndices, ReachedItems, SparseRows } from '#ml';
import type { Boosts } from './boosts.js';
import { MergedRanking } from './merged-ranking.js';

/** What scores songs for a user: the vector and the liked songs. */
export interface Taste {
  vector: Float32Array;
  liked: Int32Array;
  /** What each liked song counts in item weights. Default: 1. */
  counts?: ArrayLike<number>;
  /** What is added to the item weights, as those of a model without them, too. */
  coPlays?: LinearItems;
}

/** From so many songs on, adding up the rows of all liked ones takes less than looking each song up in them. */
const MANY_SONGS = 50;

/**
 * What scores songs: factorShare x (user vector . song vector) + the sum over the liked songs of a user of
 * their weights for the song + what recent popularity adds to the song, for everybody alike. Item neighbours,
 * local ridge and factors are the ends of it, a blend lies between.
 */
export interface ScoreParts {
  /** 0 to 1. */
  factorShare: number;
  /** Songs x songs: row i holds what having liked song i adds to the score of others. Empty where factors are all. */
  itemWeights: SparseRows;
  /** Of each song. Default: nothing. */
  popularity?: Float32Array;
}

const NO_TERM = new Float32Array(0);

/**
 * Scores songs by factors, item weights and recent popularity together, see {@link ScoreParts}. Without the last two it
 * is the index alone. Hidden songs are never found.
 */
export class SongScorer {
  private readonly items: LinearItems | null;
  /** 1 where no song has a weight for another. */
  readonly factorShare: number;
  private readonly ranking: MergedRanking;
  private readonly popularity: Float32Array;
  /** The songs that popularity adds something to; null: none. */
  private readonly popular: ReachedItems | null;

  /** Without item weights it makes no difference what a user has liked. */
  get looksAtLiked(): boolean {
    return this.items !== null;
  }

  constructor(
    private readonly index: VectorIndex,
    { factorShare, itemWeights, popularity = NO_TERM }: ScoreParts,
    isHidden: (song: number) => boolean = () => false,
  ) {
    this.items = itemWeights.indices.length === 0 ? null : new LinearItems(itemWeights);
    this.factorShare = this.items === null ? 1 : factorShare;
    this.ranking = new MergedRanking(index, this.factorShare, isHidden);
    this.popularity = popularity;
    const items = Int32Array.from(popularity.keys()).filter((song) => popularity[song] !== 0);
    const scores = Float64Array.from(items, (song) => popularity[song]!);
    this.popular = items.length === 0 ? null : { items, scores };
  }

  /** The k best songs, ties by the lower row; never padded. */
  top(taste: Taste, k: number, excluded: Excluded, boosts: Boosts | null = null): RankedIndices {
    const { index, ranking } = this;
    const reached = this.reached(taste);
    if (reached === null) return index.top(taste.vector, k, excluded, boosts?.groups);
    return ranking.ranked(reached, ranking.productsWith(taste.vector, boosts), k, excluded, boosts);
  }

  /** {@link top} of some songs, which may be there twice. Without factors: of those alone that weights reach. */
  topOf(songs: ArrayLike<number>, taste: Taste, k: number, excluded: Excluded): RankedIndices {
    const { index, ranking } = this;
    const reached = this.reached(taste);
    if (reached === null) return index.topAmong(taste.vector, k, songs, excluded);
    return ranking.ranked(reached, ranking.productsWith(taste.vector, null, songs), k, excluded);
  }

  /** {@link top} of each, in less time. */
  topOfEach(tastes: readonly Taste[], k: number, excluded: readonly Excluded[]): RankedIndices[] {
    const { index, ranking, factorShare } = this;
    const asked = tastes.map(({ vector }, n) => ({ query: vector, excluded: excluded[n]! }));
    const lists = factorShare > 0 ? index.topOfEach(asked, k) : [];
    return tastes.map((taste, n) => {
      const reached = this.reached(taste);
      if (reached === null) return lists[n]!;
      const { vector } = taste;
      return ranking.ranked(reached, ranking.productsWith(vector), k, excluded[n]!, null, lists[n]);
    });
  }

  /**
   * The k songs most like one, from -1 to 1: the cosine of the vectors and the item weight as a share of the
   * largest, by the shares that they have in a score.
   */
  nearest(song: number, k: number, excluded: Excluded): RankedIndices {
    const { index, factorShare, ranking } = this;
    const vector = index.vector(song);
    if (this.items === null) return index.nearest(vector, k, excluded);
    const { items, scores } = this.items.scores(Int32Array.of(song));
    const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), Number.MIN_VALUE);
    const ofItems = scores.map((score) => ((1 - factorShare) * score) / largest);
    return ranking.ranked({ items, scores: ofItems }, ranking.cosinesWith(vector), k, excluded);
  }

  /** The score of each of some songs, hidden or not. */
  scoresOf(taste: Taste, songs: readonly number[]): number[] {
    const ofFactors = this.factorShare === 0 ? null : this.index.scoresOf(taste.vector, songs);
    const ofItems = this.itemScores(taste, songs);
    return songs.map((song, n) => {
      const besides = (ofItems?.[n] ?? 0) + (this.popularity[song] ?? 0);
      return besides + (ofFactors === null ? 0 : this.factorShare * ofFactors[n]!);
    });
  }

  /** Of some songs the k best that something speaks for: with scores above 0, ties by the lower row. */
  topAmong(taste: Taste, songs: readonly number[], k: number): Int32Array {
    const best = new TopK(k);
    this.scoresOf(taste, songs).forEach((score, n) => {
      if (score > 0) best.offer(songs[n]!, score);
    });
    return best.take().indices;
  }

  /** By item weights and co-plays; null where the vector is all. */
  private itemScores(taste: Taste, songs: readonly number[]): ArrayLike<number> | null {
    const { liked, counts, coPlays } = taste;
    if (songs.length < MANY_SONGS)
      return songs.map((song) => this.itemParts(taste, song)?.reduce((sum, part) => sum + part, 0) ?? 0);
    const own = this.items?.scoresOf(liked, songs, counts) ?? null;
    const others = coPlays?.scoresOf(liked, songs, counts) ?? null;
    return own === null || others === null ? (own ?? others) : own.map((score, n) => score + others[n]!);
  }

  /** What each liked song adds to a score by its item weight and co-plays; null where the vector is all. */
  itemParts({ liked, counts, coPlays }: Omit<Taste, 'vector'>, song: number): Float64Array | null {
    const parts = this.items?.contributions(liked, song, counts) ?? null;
    const others = coPlays?.contributions(liked, song, counts) ?? null;
    return parts === null || others === null ? (parts ?? others) : parts.map((part, n) => part + others[n]!);
  }

  private reached({ liked, counts, coPlays }: Taste): ReachedItems | null {
    const own = this.items?.scores(liked, counts, this.popular) ?? this.popular;
    const others = coPlays?.scores(liked, counts) ?? null;
    return own === null || others === null ? (own ?? others) : joined(own, others);
  }
}

/** Scores of both, added up. */
function joined(own: ReachedItems, others: ReachedItems): ReachedItems {
  const sums = new Map<number, number>();
  for (const { items, scores } of [own, others]) {
    items.forEach((item, n) => sums.set(item, (sums.get(item) ?? 0) + scores[n]!));
  }
  return { items: Int32Array.from(sums.keys()), scores: Float64Array.from(sums.values()) };
}
