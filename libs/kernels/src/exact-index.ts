import type { RankedIndices } from '#ml/factors';
import { CompactScan } from './compact-scan.js';
import { atOnce } from './at-once.js';
import type { VectorIndex } from './vector-index.js';
import { VectorScan } from './vector-scan.js';

/** Rows whose directions are placed in one step: some milliseconds. */
const ROWS_A_STEP = 4_096;

/**
 * Vectors in float32, searched exactly. Cosines are searched in 16 bits, in a table of directions that takes half the memory of the
 * vectors: made at once when it is first asked for, or before that by {@link prepareNearest}.
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
    if (this.directions === null) atOnce(this.prepareNearest());
    return this.directions!.nearest(query, k, excluded);
  }

  *prepareNearest(): Generator<void, void> {
    const directions = new CompactScan(this.rows, this.factors);
    for (let row = 0; row < this.rows; row++) {
      directions.place(row, this.vector(row));
      if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
    // Last, since rows may be hidden between two steps.
    for (let row = 0; row < this.rows; row++) if (this.scan.isHidden(row)) directions.hide(row);
    this.directions = directions;
  }
}
