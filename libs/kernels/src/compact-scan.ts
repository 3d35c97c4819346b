import type { RankedIndices } from '#ml/factors';
import { TopK } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { RowBits } from './row-bits.js';
import {
  bestBytes,
  largestMagnitude,
  MOST_RESULTS,
  paddedWidth,
  refuseBadRequest,
  servingKernel,
  takeRanked,
} from './serving-kernel.js';
import type { ServingKernel } from './serving-kernel.js';
import { direction } from './vector-index.js';
import type { VectorIndex } from './vector-index.js';

/** Largest 16-bit code: 127 in its upper byte after rounding. */
const LARGEST_CODE = 127 * 256;
const LARGEST_QUERY = 32_767;
const MOST_FACTORS = 512;
/** Rows that are ranked again by both bytes for each result asked for, and at least. */
const CANDIDATES_EACH = 10;
const LEAST_CANDIDATES = 200;

/**
 * Vectors in 16 bits a value with one scale a row: the upper bytes are scanned, the best are ranked again
 * with both bytes. 1 M x 64 takes 137 MB, half of float32, and the scan reads a quarter of it.
 * Values are kept to 1 / 65,024 of the row's largest, scores to about 1e-5.
 */
export class CompactScan implements VectorIndex {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  /** The upper byte of each code, in the kernel's memory and padded, and the lower one. */
  private readonly upper: Int8Array;
  private readonly lower: Int8Array;
  /** One float32 a row: codes times this are the vector. */
  private readonly scales: Float32Array;
  /** One float32 a row: codes times this are a vector of length 1; NaN for a zero vector. */
  private readonly directionScales: Float32Array;
  private readonly query: Int16Array;
  private readonly best: number;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits;

  /** @throws RangeError above 512 factors, what a 32-bit sum holds, or above 4 GiB. */
  constructor(
    readonly rows: number,
    readonly factors: number,
  ) {
    if (factors > MOST_FACTORS) throw new RangeError(`at most ${MOST_FACTORS} factors, not ${factors}`);
    const plan = new MemoryPlan();
    this.width = paddedWidth(factors);
    // Three rows more: the scan reads groups of four.
    const size = (rows + 3) * this.width;
    const upper = plan.place(size);
    const scales = plan.place((rows + 3) * 4);
    const directionScales = plan.place((rows + 3) * 4);
    const query = plan.place(this.width * 2);
    this.best = plan.place(bestBytes(MOST_RESULTS * CANDIDATES_EACH));
    const hidden = plan.place(RowBits.size(rows));
    const excluded = plan.place(RowBits.size(rows));
    this.memory = fixedMemory(plan.bytes);
    const { buffer } = this.memory;
    this.upper = new Int8Array(buffer, upper, size);
    this.lower = new Int8Array(rows * factors);
    this.scales = new Float32Array(buffer, scales, rows + 3);
    this.directionScales = new Float32Array(buffer, directionScales, rows + 3);
    this.query = new Int16Array(buffer, query, this.width);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = new RowBits(this.memory, excluded, rows);
    this.kernel = servingKernel(this.memory);
  }

  get bytes(): number {
    return this.memory.buffer.byteLength + this.lower.byteLength;
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
      this.encode(firstRow + n, vectors.subarray(n * factors, (n + 1) * factors));
    }
  }

  vector(row: number): Float32Array {
    const scale = this.scales[row]!;
    const at = row * this.factors;
    return Float32Array.from(this.upperBytes(row), (value, f) => scale * (value * 256 + this.lower[at + f]!));
  }

  norm(row: number): number {
    return this.scales[row]! / this.directionScales[row]! || 0;
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const vectors = new Float32Array(rows.length * this.factors);
    for (let n = 0; n < rows.length; n++) vectors.set(this.vector(rows[n]!), n * this.factors);
    return vectors;
  }

  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    return Float32Array.from(rows, (row) => this.product(query, row) * this.scales[row]!);
  }

  hide(row: number, isHidden = true): void {
    this.hidden.set(row, isHidden);
  }

  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.rank(query, k, excluded, this.scales);
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
    return this.rank(direction(query), k, excluded, this.directionScales);
  }

  private encode(row: number, vector: Float32Array): void {
    const { upper, lower, factors } = this;
    const scale = largestMagnitude(vector) / LARGEST_CODE;
    if (!Number.isFinite(scale)) throw new RangeError(`row ${row} holds a value that is not finite`);
    const inverse = scale > 0 ? 1 / scale : 0;
    let square = 0;
    for (let f = 0; f < factors; f++) {
      const code = Math.round(vector[f]! * inverse);
      const high = (code + 128) >> 8;
      upper[row * this.width + f] = high;
      lower[row * factors + f] = code - high * 256;
      square += code * code;
    }
    this.scales[row] = scale;
    this.directionScales[row] = square > 0 ? 1 / Math.sqrt(square) : NaN;
  }

  /**
   * The best k by codes . query times `scales`: found, but for about one of some thousand, among the best 10 k
   * (at least 200) by the upper bytes.
   * @throws RangeError on a query of the wrong length or with a value that is not finite, or a k outside 1 .. 10,000.
   */
  private rank(
    query: Float32Array,
    k: number,
    excluded: ArrayLike<number>,
    scales: Float32Array,
  ): RankedIndices {
    const { kernel, upper, width, best, hidden } = this;
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const largest = largestMagnitude(query);
    if (!Number.isFinite(largest)) throw new RangeError('the query holds a value that is not finite');
    const inverse = largest > 0 ? LARGEST_QUERY / largest : 0;
    for (let f = 0; f < query.length; f++) this.query[f] = Math.round(query[f]! * inverse);
    const count = Math.max(LEAST_CANDIDATES, k * CANDIDATES_EACH);
    const places = [upper.byteOffset, scales.byteOffset, this.rows, width, this.query.byteOffset, best];
    kernel.clearBest(best, count);
    this.excluded.setAll(excluded, true);
    kernel.scanCodes(...places, hidden.address, this.excluded.address);
    this.excluded.setAll(excluded, false);
    const ranked = new TopK(k);
    for (const row of takeRanked(kernel, this.memory, best, count).indices) {
      ranked.offer(row, this.product(query, row) * scales[row]!);
    }
    return ranked.take();
  }

  private upperBytes(row: number): Int8Array {
    return this.upper.subarray(row * this.width, row * this.width + this.factors);
  }

  /** With the codes of a row, before its scale. */
  private product(query: Float32Array, row: number): number {
    const upper = this.upperBytes(row);
    const at = row * this.factors;
    let sum = 0;
    for (let f = 0; f < query.length; f++) sum += query[f]! * (upper[f]! * 256 + this.lower[at + f]!);
    return sum;
  }
}
