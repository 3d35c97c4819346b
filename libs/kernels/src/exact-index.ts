import type { RankedIndices } from '#ml/factors';
import { CompactScan } from './compact-scan.js';
import type { VectorIndex } from './vector-index.js';
import { VectorScan } from './vector-scan.js';

/**
 * Vectors in float32, searched exactly. Cosines are searched in 16 bits, in a table of directions that is made when it is first asked
 * for and takes half the memory of the vectors.
 */
export class ExactIndex implements VectorIndex {
  readonly rows: number;
  private readonly scan: VectorScan;
  private directions: CompactScan | null = null;

  /** @param vectors rows x factors; copied. @throws RangeError when a value is not finite or they don't fit into 4 GiB. */
  constructor(
    vectors: Float32Array,
    readonly factors: number,
    scan = new VectorScan(vectors, factors),
  ) {
    this.scan = scan;
    this.rows = scan.rows;
  }

  /** An index as the constructor makes it, in steps of some milliseconds. */
  static *inSteps(vectors: Float32Array, factors: number): Generator<void, ExactIndex> {
    return new ExactIndex(vectors, factors, yield* VectorScan.inSteps(vectors, factors));
  }

  get bytes(): number {
    return this.scan.bytes + (this.directions?.bytes ?? 0);
  }

  vector(row: number): Float32Array {
    return this.scan.vector(row);
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    return this.scan.vectorsOf(rows);
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    return this.scan.scoresOf(query, rows);
  }

  hide(row: number, isHidden = true): void {
    this.scan.hide(row, isHidden);
    this.directions?.hide(row, isHidden);
  }

  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.scan.top(query, k, excluded);
  }

  topOfMany(
    queries: Float32Array,
    k: number,
    excludedOf?: (n: number) => ArrayLike<number>,
  ): Iterable<RankedIndices> {
    return this.scan.topOfMany(queries, k, excludedOf);
  }

  nearest(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    this.directions ??= this.makeDirections();
    return this.directions.nearest(query, k, excluded);
  }

  private makeDirections(): CompactScan {
    const directions = new CompactScan(this.rows, this.factors);
    for (let row = 0; row < this.rows; row++) {
      directions.place(row, this.vector(row));
      if (this.scan.isHidden(row)) directions.hide(row);
    }
    return directions;
  }
}
