import type { RankedIndices } from '#ml/factors';
import type { Excluded, RowBits } from './row-bits.js';

/** Rows of which scores are multiplied by a factor, those below 0 divided; all others are left out. */
export interface Boosted {
  readonly factor: number;
  /** Not to be changed. */
  readonly others: RowBits;
}

/** A search, one of several. */
export interface Asked {
  readonly query: Float32Array;
  readonly excluded: Excluded;
}

/**
 * Search over a table of vectors, in one part or several. Equal scores rank by the lower row, a hidden or
 * excluded row and NaN are never found, and a list is never padded.
 */
export interface VectorIndex {
  readonly rows: number;
  readonly factors: number;
  /** The vector of a row as it is kept; must not be written. */
  vector(row: number): Float32Array;
  /** Length of the vector of a row. */
  norm(row: number): number;
  /** Copies of the vectors of some rows, one behind the other. */
  vectorsOf(rows: ArrayLike<number>): Float32Array;
  /**
   * The inner product of `query` with each of some rows, hidden or not. @param least what each must reach: others may
   * be NaN, which takes less time
   */
  scoresOf(query: Float32Array, rows: ArrayLike<number>, least?: Float32Array): Float32Array;
  /** Leaves a row out of all lists from now on, or takes it in again. */
  hide(row: number, isHidden?: boolean): void;
  /**
   * The k rows with the largest inner product with `query`; of boosted groups, which have no row in common, when there
   * are any.
   */
  top(query: Float32Array, k: number, excluded?: Excluded, boosted?: readonly Boosted[]): RankedIndices;
  /** {@link top} of some rows alone, which may be there twice. */
  topAmong(query: Float32Array, k: number, rows: ArrayLike<number>, excluded?: Excluded): RankedIndices;
  /** {@link top} of each, in less time. */
  topOfEach(asked: readonly Asked[], k: number): RankedIndices[];
  /** The k rows with the largest cosine with `query`, as scores; a zero vector has no direction and is never found. */
  nearest(query: Float32Array, k: number, excluded?: Excluded): RankedIndices;
}

/** The vector over its length; zero stays zero. */
export function direction(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
