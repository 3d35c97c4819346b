import { RowBits } from '#kernels';
import type { Excluded, FoldIn } from '#kernels';
import { LinearItems } from '#ml';
import type { RankedIndices, SparseRows } from '#ml';
import type { Boosts } from './boosts.js';
import { SongScorer } from './song-scorer.js';
import type { Taste } from './song-scorer.js';
import { alsoExcluded } from './row-lists.js';
import type { UserScorer } from './user-scorer.js';
import { historyAfter, likedPart } from './history.js';
import type { History } from './history.js';
import type { ServingRule } from './serving-rule.js';
import { TrainedRows } from './trained-rows.js';
import type { TrainedParts } from './trained-rows.js';

/** What a model is made of, see recommender-decoder.ts. */
export interface ModelParts extends TrainedParts {
  folding: FoldIn;
  factorShare: number;
  itemWeights: SparseRows;
  coPlays: SparseRows;
  popularity?: Float32Array;
  userScorer: UserScorer;
}

/** A user whose songs are scored: a vector, and the songs it represents. */
export interface ScoredListener {
  vector: Float32Array;
  history: History;
  /** Whether the history is what was heard just now: its weights count in item weights, and so do co-plays. */
  isJustHeard?: boolean;
}

/** A history as it is folded in: its liked songs with their vectors. */
interface FoldedHistory {
  history: History;
  liked: History;
  vectors: Float32Array;
}

const NO_SONGS = new Int32Array(0);

/**
 * A trained model in memory. Users and songs are rows in the order of their ids. Vectors are copied, so that
 * the artefact itself can be released. It never changes, but for the songs that are hidden, and those that
 * are popular now.
 */
export class RecommenderModel extends TrainedRows {
  private readonly coldSongs: RowBits;
  private readonly joinedWithCold = new WeakMap<RowBits, RowBits>();
  private readonly songScorer: SongScorer;
  private readonly coPlays: LinearItems;
  private folded: FoldedHistory | null = null;

  constructor(
    private readonly parts: ModelParts,
    readonly rule: ServingRule,
  ) {
    super(parts);
    this.coldSongs = new RowBits(parts.isCold.length);
    parts.isCold.forEach((flag, row) => this.coldSongs.set(row, flag !== 0));
    this.coPlays = new LinearItems(parts.coPlays);
    const isHidden = (song: number) => this.isHidden(song);
    this.songScorer = new SongScorer(this.songs, parts, isHidden);
  }

  /** The k songs most like one, but for cold ones, which would all be next to their singers' songs. */
  nearestSongs(song: number, k: number, excluded: Excluded): RankedIndices {
    const left =
      'bits' in excluded
        ? { ...excluded, bits: this.alsoCold(excluded.bits) }
        : { bits: this.coldSongs, besides: excluded };
    return this.songScorer.nearest(song, k, alsoExcluded(left, [song]));
  }

  /** Bits and cold songs; the same each time, so that a search knows them. */
  private alsoCold(bits: RowBits): RowBits {
    const joined = this.joinedWithCold.get(bits) ?? this.coldSongs.with(bits);
    this.joinedWithCold.set(bits, joined);
    return joined;
  }

  /** The k best songs for a listener, ties by the lower row; never padded. */
  top(listener: ScoredListener, k: number, excluded: Excluded, boosts: Boosts | null = null): RankedIndices {
    return this.songScorer.top(this.tasteOf(listener), k, excluded, boosts);
  }

  /** See {@link SongScorer.topOf}. */
  topOf(songs: ArrayLike<number>, listener: ScoredListener, k: number, excluded: Excluded): RankedIndices {
    return this.songScorer.topOf(songs, this.tasteOf(listener), k, excluded);
  }

  /** Whether vectors add to scores: else most songs have none. */
  get hasFactors(): boolean {
    return this.songScorer.factorShare > 0;
  }

  /** {@link top} of each, in less time. */
  topOfEach(listeners: readonly ScoredListener[], k: number, excluded: readonly Excluded[]): RankedIndices[] {
    return this.songScorer.topOfEach(
      listeners.map((one) => this.tasteOf(one)),
      k,
      excluded,
    );
  }

  /** See {@link SongScorer.topAmong}. */
  topAmong(listener: ScoredListener, songs: readonly number[], k: number): Int32Array {
    return this.songScorer.topAmong(this.tasteOf(listener), songs, k);
  }

  score(listener: ScoredListener, song: number): number {
    return this.scoresOf(listener, [song])[0]!;
  }

  /** The scores of some songs, hidden or not. */
  scoresOf(listener: ScoredListener, songs: readonly number[]): number[] {
    return this.songScorer.scoresOf(this.tasteOf(listener), songs);
  }

  /** The k users of the training with the best scores for a song. @param excluded rows in any order. */
  usersFor(song: number, k: number, excluded: ArrayLike<number>): RankedIndices {
    const { indices, scores } = this.parts.userScorer.top(song, this.songs.vector(song), k, excluded);
    const added = this.parts.popularity?.[song] ?? 0;
    return { indices, scores: scores.map((score) => score + added) };
  }

  /** The exact vector of a history, with the songs' vectors held fixed; zero without a liked song. */
  foldIn(history: History): Float32Array {
    const { liked, vectors } = this.foldedHistory(history);
    return this.parts.folding.solve(vectors, liked.weights);
  }

  /** Whether a song says what comes next: it was learned, or heard with others. */
  saysWhatIsNext(song: number): boolean {
    const { starts } = this.coPlays.weights;
    return !this.isCold(song) || starts[song + 1]! > starts[song]!;
  }

  /** Who has just heard these songs, in this order. */
  justHeard(songs: readonly number[]): Required<ScoredListener> {
    const history = historyAfter(songs, this.rule.nextHalfLife);
    return { vector: this.foldIn(history), history, isJustHeard: true };
  }

  /**
   * The liked songs of a history, and what each of them adds to the score of each of `explained`: the parts
   * of the first one, then those of the next. A history that was folded in just now is not solved again.
   */
  explain(
    { history, isJustHeard = false }: Omit<ScoredListener, 'vector'>,
    explained: readonly number[],
  ): { songs: Int32Array; contributions: Float64Array } {
    const { liked, vectors } = this.foldedHistory(history);
    const { songs, weights } = liked;
    const columns = this.songs.vectorsOf(explained);
    const { factorShare, folding } = this.parts;
    const contributions = folding.contributions(vectors, weights, columns);
    const taste = isJustHeard ? this.justHeardTaste(liked) : { liked: songs };
    explained.forEach((song, n) => {
      const ofItems = this.songScorer.itemParts(taste, song);
      if (ofItems === null) return;
      const first = n * songs.length;
      ofItems.forEach((part, at) => {
        contributions[first + at] = factorShare * contributions[first + at]! + part;
      });
    });
    return { songs, contributions };
  }

  private tasteOf({ vector, history, isJustHeard = false }: ScoredListener): Taste {
    if (isJustHeard) return { vector, ...this.justHeardTaste(history) };
    if (!this.songScorer.looksAtLiked) return { vector, liked: NO_SONGS };
    return { vector, liked: history.songs.filter((_, n) => history.weights[n]! > 0) };
  }

  private justHeardTaste({ songs, weights }: History): Omit<Taste, 'vector'> {
    const { coPlays } = this;
    return { liked: songs, counts: weights, ...(coPlays.weights.indices.length > 0 && { coPlays }) };
  }

  /** The last one is kept: a listener is folded in, ranked and explained one after the other. */
  private foldedHistory(history: History): FoldedHistory {
    if (this.folded?.history !== history) {
      const liked = likedPart(history);
      this.folded = { history, liked, vectors: this.songs.vectorsOf(liked.songs) };
    }
    return this.folded;
  }
}
