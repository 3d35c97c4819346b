import type { RankedIndices } from '#ml/factors';
import { TopK } from '#ml/factors';
import type { Excluded } from './row-bits.js';
import type { VectorIndex } from './vector-index.js';
import { VectorScan } from './vector-scan.js';

/** Rows of a part: of 512 factors they take 2.7 of the 4 GiB that a kernel addresses. */
const ROWS = 2 ** 20;

/**
 * Exact search over a table of any size, in scans of equally many rows. A list holds the best of the lists of
 * all parts.
 */
export class VectorParts implements VectorIndex {
  readonly rows: number;
  readonly factors: number;

  private constructor(
    private readonly parts: readonly VectorScan[],
    private readonly partRows: number,
  ) {
    this.rows = parts.reduce((sum, { rows }) => sum + rows, 0);
    this.factors = parts[0]!.factors;
  }

  /**
   * The index of a table, made in steps of some milliseconds: a single scan where one holds all rows.
   * @param vectors rows x factors; copied. @param partRows a multiple of 8. @throws RangeError when a value is not
   * finite
   */
  static *inSteps(vectors: Float32Array, factors: number, partRows = ROWS): Generator<void, VectorIndex> {
    const parts: VectorScan[] = [];
    for (let from = 0; from === 0 || from < vectors.length; from += partRows * factors)
      parts.push(yield* VectorScan.inSteps(vectors.subarray(from, from + partRows * factors), factors));
    return parts.length === 1 ? parts[0]! : new VectorParts(parts, partRows);
  }

  vector(row: number): Float32Array {
    return this.partOf(row).vector(row % this.partRows);
  }

  norm(row: number): number {
    return this.partOf(row).norm(row % this.partRows);
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const vectors = new Float32Array(rows.length * this.factors);
    for (let n = 0; n < rows.length; n++) vectors.set(this.vector(rows[n]!), n * this.factors);
    return vectors;
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    const scores = new Float32Array(rows.length);
    this.parts.forEach((part, at) => {
      const isOwn = (_: unknown, n: number) => this.partOf(rows[n]!) === part;
      const own = Int32Array.from(scores.keys()).filter(isOwn);
      const found = part.scoresOf(
        query,
        own.map((n) => rows[n]! - at * this.partRows),
      );
      own.forEach((n, place) => (scores[n] = found[place]!));
    });
    return scores;
  }

  hide(row: number, isHidden = true): void {
    this.partOf(row).hide(row % this.partRows, isHidden);
  }

  top(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.best(k, excluded, (part, ownExcluded) => part.top(query, k, ownExcluded));
  }

  nearest(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.best(k, excluded, (part, ownExcluded) => part.nearest(query, k, ownExcluded));
  }

  /** @param find the list of one part; rows outside it may be among those excluded */
  private best(
    k: number,
    excluded: Excluded,
    find: (part: VectorScan, excluded: Excluded) => RankedIndices,
  ): RankedIndices {
    const best = new TopK(k);
    this.parts.forEach((part, at) => {
      const first = at * this.partRows;
      const own = (rows: ArrayLike<number>): Int32Array => Int32Array.from(rows, (row) => row - first);
      const { indices, scores } = find(
        part,
        'bits' in excluded
          ? { bits: excluded.bits.part(first, part.rows), besides: own(excluded.besides) }
          : own(excluded),
      );
      indices.forEach((row, n) => best.offer(first + row, scores[n]!));
    });
    return best.take();
  }

  private partOf(row: number): VectorScan {
    return this.parts[Math.floor(row / this.partRows)]!;
  }
}
