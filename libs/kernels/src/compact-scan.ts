import type { RankedIndices } from '#ml/factors';
import { TopK } from '#ml/factors';
import { CoarseScan, upperByte } from './coarse-scan.js';
import type { RankBy } from './coarse-scan.js';
import { direction } from './vector-index.js';
import type { VectorIndex } from './vector-index.js';

/**
 * Vectors in 16 bits a value with one scale a row: the upper bytes are scanned, the best are ranked again
 * with both bytes. 1 M x 64 takes 137 MB, half of float32, and the scan reads a quarter of it.
 * Values are kept to 1 / 65,024 of the row's largest, scores to about 1e-5.
 */
export class CompactScan implements VectorIndex {
  private readonly coarse: CoarseScan;
  private readonly lower: Int8Array;

  /** @throws RangeError above 512 factors or 4 GiB. */
  constructor(
    readonly rows: number,
    readonly factors: number,
  ) {
    this.coarse = new CoarseScan(rows, factors);
    this.lower = new Int8Array(rows * factors);
  }

  static of(vectors: Float32Array, factors: number): CompactScan {
    const scan = new CompactScan(vectors.length / factors, factors);
    scan.place(0, vectors);
    return scan;
  }

  get bytes(): number {
    return this.coarse.bytes + this.lower.byteLength;
  }

  /** Fills rows from `firstRow` on. @throws RangeError when they don't fit or a value is not finite. */
  place(firstRow: number, vectors: Float32Array): void {
    const { factors } = this;
    const count = vectors.length / factors;
    if (!Number.isInteger(count) || firstRow < 0 || firstRow + count > this.rows) {
      throw new RangeError(
        `${vectors.length} values from row ${firstRow} on don't fit ${this.rows} x ${factors}`,
      );
    }
    for (let n = 0; n < count; n++) {
      const row = firstRow + n;
      const codes = this.coarse.place(row, vectors.subarray(n * factors, (n + 1) * factors));
      for (let f = 0; f < factors; f++) {
        this.lower[row * factors + f] = codes[f]! - upperByte(codes[f]!) * 256;
      }
    }
  }

  vector(row: number): Float32Array {
    const scale = this.coarse.scales[row]!;
    const upper = this.coarse.upperBytes(row);
    const at = row * this.factors;
    return Float32Array.from(upper, (value, f) => scale * (value * 256 + this.lower[at + f]!));
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const vectors = new Float32Array(rows.length * this.factors);
    for (let n = 0; n < rows.length; n++) vectors.set(this.vector(rows[n]!), n * this.factors);
    return vectors;
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    return Float32Array.from(rows, (row) => this.product(query, row) * this.coarse.scales[row]!);
  }

  hide(row: number, isHidden = true): void {
    this.coarse.hide(row, isHidden);
  }

  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.rank(query, k, excluded, 'product');
  }

  *topOfMany(
    queries: Float32Array,
    k: number,
    excludedOf: (n: number) => ArrayLike<number> = () => [],
  ): Generator<RankedIndices> {
    const { factors } = this;
    for (let n = 0; n * factors < queries.length; n++) {
      yield this.top(queries.subarray(n * factors, (n + 1) * factors), k, excludedOf(n));
    }
  }

  nearest(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.rank(direction(query), k, excluded, 'cosine');
  }

  private rank(query: Float32Array, k: number, excluded: ArrayLike<number>, by: RankBy): RankedIndices {
    const { coarse } = this;
    const scales = by === 'product' ? coarse.scales : coarse.directionScales;
    const ranked = new TopK(k);
    for (const row of coarse.candidates(query, k, excluded, by)) {
      ranked.offer(row, this.product(query, row) * scales[row]!);
    }
    return ranked.take();
  }

  /** With the codes of a row, before its scale. */
  private product(query: Float32Array, row: number): number {
    const upper = this.coarse.upperBytes(row);
    const at = row * this.factors;
    let sum = 0;
    for (let f = 0; f < query.length; f++) sum += query[f]! * (upper[f]! * 256 + this.lower[at + f]!);
    return sum;
  }
}
