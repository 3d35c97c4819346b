import type { Excluded, VectorIndex } from '#kernels';
import { TopK } from '#ml';
import type { RankedIndices, ReachedItems } from '#ml';
import { boostedScore, unboosted } from './boosts.js';
import type { Boosts } from './boosts.js';
import { alsoExcluded } from './row-lists.js';

const NOTHING: RankedIndices = { indices: new Int32Array(0), scores: new Float64Array(0) };
/** Marks of rows while a list is made; 0 is that of all others. */
const LISTED = 1;
const EXCLUDED = 2;
/** The mark of a row that is ranked, where only some are. */
const AMONG = 3;
/** More than rounding adds to the product of two lengths, which is the most that a score can be. */
const BOUND_SLACK = 1.00001;
/** As a share of a score more than float32 takes from it. */
const LEAST_SLACK = 1e-6;
/** Rows whose vectors are read together, first and at most: what they add to the list spares some of the others. */
const FIRST = 64;
const TOGETHER = 1_024;

/** The part of scores that comes from vectors, before its share. */
export interface VectorPart {
  /** The k best rows by this part alone, with boosts; their scores without. */
  top(k: number, excluded: Excluded): RankedIndices;
  /** Of each of some rows, hidden or not; NaN for some that do not reach their least. */
  of(rows: Int32Array, least: Float32Array): ArrayLike<number>;
  /** Times the length of a row's vector it is no less than the part of the row; Infinity: not known. */
  most: number;
  /** Rows that are ranked. Default: all. */
  among?: ArrayLike<number> | null;
}

/**
 * Ranks the rows of an index, songs or users, by factorShare x a part that comes from their vectors + what item
 * weights add to some of them. Hidden rows are never found.
 */
export class MergedRanking {
  /** Of each row; 0 between two questions. */
  private readonly marks: Uint8Array;
  /** Lengths of the vectors. */
  private readonly lengths: Float32Array;
  /** Rows that may come into a list, what weights add to them, and what their vectors must add. */
  private readonly rows = new Int32Array(TOGETHER);
  private readonly parts = new Float64Array(TOGETHER);
  private readonly least = new Float32Array(TOGETHER);

  constructor(
    private readonly index: VectorIndex,
    private readonly factorShare: number,
    private readonly isHidden: (row: number) => boolean = () => false,
  ) {
    this.marks = new Uint8Array(index.rows);
    this.lengths = new Float32Array(index.rows);
    for (let row = 0; row < index.rows; row++) this.lengths[row] = index.norm(row);
  }

  /** @param boosts what makes some of them the best. @param among rows that are ranked without boosts. Default: all */
  productsWith(
    vector: Float32Array,
    boosts: Boosts | null = null,
    among: ArrayLike<number> | null = null,
  ): VectorPart {
    const { index } = this;
    return {
      among,
      top: (k, excluded) => {
        if (among !== null) return index.topAmong(vector, k, among, excluded);
        const found = index.top(vector, k, excluded, boosts?.groups);
        if (boosts === null) return found;
        return { ...found, scores: Float64Array.from(index.scoresOf(vector, found.indices)) };
      },
      of: (rows, least) => index.scoresOf(vector, rows, least),
      most: BOUND_SLACK * Math.hypot(...vector),
    };
  }

  /** 0 where one of both vectors is zero. */
  cosinesWith(vector: Float32Array): VectorPart {
    const { index, lengths } = this;
    const length = Math.hypot(...vector);
    return {
      top: (k, excluded) => index.nearest(vector, k, excluded),
      of: (rows) =>
        index.scoresOf(vector, rows).map((product, n) => product / (length * lengths[rows[n]!]! || 1)),
      most: Infinity,
    };
  }

  /**
   * The k best by both parts, ties by the lower row; never padded. No weight reaches the other rows: these are
   * ranked by their vectors alone.
   * @param list the k best by vectors. Default: found
   */
  ranked(
    reached: ReachedItems,
    vectors: VectorPart,
    k: number,
    excluded: Excluded,
    boosts: Boosts | null = null,
    list = this.topBy(vectors, k, excluded),
  ): RankedIndices {
    const found = this.merged(reached, vectors, k, excluded, boosts, list);
    if (list.indices.length < k || this.isAtLeast(found, list, boosts)) return found;
    // Weights below 0 have put rows of the list behind others that no weight reaches.
    const others = vectors.top(k, alsoExcluded(excluded, reached.items));
    return this.merged(reached, vectors, k, excluded, boosts, others);
  }

  private topBy(vectors: VectorPart, k: number, excluded: Excluded): RankedIndices {
    return this.factorShare > 0 ? vectors.top(k, excluded) : NOTHING;
  }

  /** Whether every row of k best is before what comes behind the k best by vectors and has no weight. */
  private isAtLeast(found: RankedIndices, list: RankedIndices, boosts: Boosts | null): boolean {
    const score = found.scores.at(-1)!;
    const last = list.indices.at(-1)!;
    const least = boostedScore(boosts, last, this.factorShare * list.scores.at(-1)!);
    return score > least || (score === least && found.indices.at(-1)! <= last);
  }

  /** The k best of a list by vectors and the rows that weights reach; of most of these no vector is read. */
  private merged(
    { items, scores }: ReachedItems,
    vectors: VectorPart,
    k: number,
    excluded: Excluded,
    boosts: Boosts | null,
    list: RankedIndices,
  ): RankedIndices {
    const { marks, lengths, factorShare, rows, parts } = this;
    const { bits, besides: left } = 'bits' in excluded ? excluded : { bits: null, besides: excluded };
    const most = factorShare * vectors.most;
    const { among = null } = vectors;
    const others = among === null ? 0 : AMONG;
    if (among !== null) for (let n = 0; n < among.length; n++) marks[among[n]!] = AMONG;
    const totals = new Map<number, number>();
    list.indices.forEach((row, n) => {
      totals.set(row, factorShare * list.scores[n]!);
      marks[row] = LISTED;
    });
    for (let n = 0; n < left.length; n++) marks[left[n]!] = EXCLUDED;
    for (let n = 0; n < items.length; n++) {
      const row = items[n]!;
      if (marks[row] === LISTED) totals.set(row, totals.get(row)! + scores[n]!);
    }
    const best = new TopK(k);
    for (const [row, total] of totals) best.offer(row, boostedScore(boosts, row, total));
    for (let n = 0, room = FIRST; n < items.length; room = Math.min(2 * room, TOGETHER)) {
      const { least } = best;
      let count = 0;
      for (; n < items.length && count < room; n++) {
        const row = items[n]!;
        if (boostedScore(boosts, row, scores[n]! + most * lengths[row]!) < least) continue;
        rows[count] = row;
        parts[count++] = scores[n]!;
      }
      this.offer(best, count, vectors, boosts, (row) => marks[row] !== others || bits?.has(row) === true);
    }
    if (among !== null) for (let n = 0; n < among.length; n++) marks[among[n]!] = 0;
    for (let n = 0; n < left.length; n++) marks[left[n]!] = 0;
    for (const row of list.indices) marks[row] = 0;
    return best.take();
  }

  /** Offers the first of `rows`, which have `parts` besides that of their vectors. */
  private offer(
    best: TopK,
    count: number,
    vectors: VectorPart,
    boosts: Boosts | null,
    isLeft: (row: number) => boolean,
  ): void {
    const { factorShare, rows, parts, least } = this;
    const worst = best.least;
    for (let n = 0; n < count; n++) {
      const wanted = worst === -Infinity ? worst : unboosted(boosts, rows[n]!, worst);
      least[n] = (wanted - parts[n]! - LEAST_SLACK * (Math.abs(wanted) + Math.abs(parts[n]!))) / factorShare;
    }
    const asked = rows.subarray(0, count);
    const ofVectors = factorShare > 0 ? vectors.of(asked, least) : null;
    for (let n = 0; n < count; n++) {
      const row = rows[n]!;
      const score = ofVectors === null ? parts[n]! : parts[n]! + factorShare * ofVectors[n]!;
      const total = boostedScore(boosts, row, score);
      if (total >= best.least && !isLeft(row) && !this.isHidden(row)) best.offer(row, total);
    }
  }
}
