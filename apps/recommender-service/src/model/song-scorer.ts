import type { VectorIndex } from '#kernels';
import { LinearItems, TopK } from '#ml';
import type { RankedIndices, ReachedItems, SparseRows } from '#ml';
import { joinedRows } from './row-lists.js';

const NOTHING: RankedIndices = { indices: new Int32Array(0), scores: new Float64Array(0) };
/** The place of an excluded song; places in a list count from 1, and 0 is that of all others. */
const EXCLUDED = -1;
/** More than rounding adds to the product of two lengths, which is the most that a score can be. */
const BOUND_SLACK = 1.00001;

/** What scores songs for a user: the vector and the liked songs. */
export interface Taste {
  vector: Float32Array;
  liked: Int32Array;
}

/** The part of scores that comes from vectors, before its share. */
interface VectorPart {
  /** The k best songs by this part alone. */
  top(k: number, excluded: ArrayLike<number>): RankedIndices;
  /** Of each of some songs, hidden or not. */
  of(songs: Int32Array): ArrayLike<number>;
  /** Times the length of a song's vector it is no less than the part of the song; Infinity: not known. */
  most: number;
}

/**
 * Scores songs by factors and item weights together: factorShare x (vector . song vector) + the sum over
 * liked songs of their weights. Without item weights it is the index alone. Hidden songs are never found.
 */
export class SongScorer {
  private readonly items: LinearItems | null;
  /** Of each song while a list is made, see {@link EXCLUDED}; 0 between two questions. */
  private readonly places: Int32Array;
  /** Lengths of the songs' vectors. */
  private readonly lengths: Float32Array;

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
    const rows = this.items === null ? 0 : index.rows;
    this.places = new Int32Array(rows);
    this.lengths = new Float32Array(rows);
    for (let song = 0; song < rows; song++) this.lengths[song] = index.norm(song);
  }

  /** The k best songs, ties by the lower row; never padded. @param excluded rows in any order. */
  top({ vector, liked }: Taste, k: number, excluded: ArrayLike<number>): RankedIndices {
    const { items, index } = this;
    if (items === null) return index.top(vector, k, excluded);
    return this.ranked(items.scores(liked), this.productsWith(vector), k, excluded);
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
    const ofItems = scores.map((score) => ((1 - factorShare) * score) / largest);
    return this.ranked({ items, scores: ofItems }, this.cosinesWith(vector), k, excluded);
  }

  /** The score of each of some songs, hidden or not. */
  scoresOf({ vector, liked }: Taste, songs: readonly number[]): number[] {
    const ofFactors = this.factorShare === 0 ? null : this.index.scoresOf(vector, songs);
    return songs.map((song, n) => {
      const ofItems = this.itemParts(liked, song)?.reduce((sum, part) => sum + part, 0) ?? 0;
      return ofItems + (ofFactors === null ? 0 : this.factorShare * ofFactors[n]!);
    });
  }

  /** The score of every song, hidden or not. */
  scoresOfAll({ vector, liked }: Taste): Float64Array {
    const { index, factorShare } = this;
    const scores = new Float64Array(index.rows);
    if (factorShare > 0) {
      const ofFactors = index.scoresOf(vector, Int32Array.from(scores.keys()));
      ofFactors.forEach((score, song) => (scores[song] = factorShare * score));
    }
    const reached = this.items?.scores(liked);
    reached?.items.forEach((song, n) => (scores[song]! += reached.scores[n]!));
    return scores;
  }

  /** What each liked song adds to a score by its item weight; null without item weights. */
  itemParts(liked: Int32Array, song: number): Float64Array | null {
    return this.items?.contributions(liked, song) ?? null;
  }

  private productsWith(vector: Float32Array): VectorPart {
    const { index } = this;
    return {
      top: (k, excluded) => index.top(vector, k, excluded),
      of: (songs) => index.scoresOf(vector, songs),
      most: BOUND_SLACK * Math.hypot(...vector),
    };
  }

  /** 0 where one of both vectors is zero. */
  private cosinesWith(vector: Float32Array): VectorPart {
    const { index, lengths } = this;
    const length = Math.hypot(...vector);
    return {
      top: (k, excluded) => index.nearest(vector, k, excluded),
      of: (songs) =>
        index.scoresOf(vector, songs).map((product, n) => product / (length * lengths[songs[n]!]! || 1)),
      most: Infinity,
    };
  }

  /** The k best by both parts. No weight reaches the other songs: these are ranked by their vectors alone. */
  private ranked(
    reached: ReachedItems,
    vectors: VectorPart,
    k: number,
    excluded: ArrayLike<number>,
  ): RankedIndices {
    const list = this.factorShare > 0 ? vectors.top(k, excluded) : NOTHING;
    const found = this.merged(reached, vectors, k, excluded, list);
    if (list.indices.length < k || this.isAtLeast(found, list)) return found;
    // Weights below 0 have put songs of the list behind others that no weight reaches.
    const others = vectors.top(k, joinedRows([excluded, reached.items]));
    return this.merged(reached, vectors, k, excluded, others);
  }

  /** Whether every song of k best is before what comes behind the k best by vectors and has no weight. */
  private isAtLeast(found: RankedIndices, list: RankedIndices): boolean {
    const score = found.scores.at(-1)!;
    const least = this.factorShare * list.scores.at(-1)!;
    return score > least || (score === least && found.indices.at(-1)! <= list.indices.at(-1)!);
  }

  /** The k best of a list by vectors and the songs that weights reach; of most of these no vector is read. */
  private merged(
    { items, scores }: ReachedItems,
    vectors: VectorPart,
    k: number,
    excluded: ArrayLike<number>,
    list: RankedIndices,
  ): RankedIndices {
    const { places, lengths, factorShare } = this;
    const most = factorShare * vectors.most;
    const totals = list.scores.map((score) => factorShare * score);
    list.indices.forEach((song, n) => (places[song] = n + 1));
    for (let n = 0; n < excluded.length; n++) places[excluded[n]!] = EXCLUDED;
    for (let n = 0; n < items.length; n++) {
      const place = places[items[n]!]!;
      if (place > 0) totals[place - 1]! += scores[n]!;
    }
    const best = new TopK(k);
    list.indices.forEach((song, n) => best.offer(song, totals[n]!));
    const least = list.indices.length === k ? totals.reduce((a, b) => Math.min(a, b)) : -Infinity;
    const songs = new Int32Array(items.length);
    const parts = new Float64Array(items.length);
    let count = 0;
    for (let n = 0; n < items.length; n++) {
      const song = items[n]!;
      if (scores[n]! + most * lengths[song]! < least) continue;
      if (places[song] !== 0 || this.isHidden(song)) continue;
      songs[count] = song;
      parts[count++] = scores[n]!;
    }
    for (let n = 0; n < excluded.length; n++) places[excluded[n]!] = 0;
    for (const song of list.indices) places[song] = 0;
    const ofVectors = factorShare > 0 ? vectors.of(songs.subarray(0, count)) : null;
    for (let n = 0; n < count; n++) {
      best.offer(songs[n]!, ofVectors === null ? parts[n]! : parts[n]! + factorShare * ofVectors[n]!);
    }
    return best.take();
  }
}
