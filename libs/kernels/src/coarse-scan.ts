import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { RowBits } from './row-bits.js';
import type { ServingKernel } from './serving-kernel.js';
import { bestBytes, paddedWidth, servingKernel } from './serving-kernel.js';
import { largestMagnitude, MOST_RESULTS, refuseBadRequest, takeRanked } from './scan-results.js';

/** Largest 16-bit code: 127 in its upper byte after rounding. */
const LARGEST_CODE = 127 * 256;
const LARGEST_QUERY = 32_767;
const MOST_FACTORS = 512;
/** Candidates for each result asked for, and at least. */
const CANDIDATES_EACH = 10;
const LEAST_CANDIDATES = 200;

/** What a row is ranked by: its inner product with the query, or its cosine. */
export type RankBy = 'product' | 'cosine';

/**
 * The first half of a search over quantised vectors: one byte a value and two scales a row, scanned for
 * candidates that {@link CompactScan} ranks again by both bytes. 1 M x 64 takes 72 MB.
 */
export class CoarseScan {
  /**
   * One float32 a row: a row is about scale x 256 x its bytes; its 16-bit codes times scale are within 1 /
   * 65,024 of its largest value.
   */
  readonly scales: Float32Array;
  /** One float32 a row: codes times this is a vector of length 1; NaN for a zero vector. */
  readonly directionScales: Float32Array;
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  private readonly upper: Int8Array;
  private readonly query: Int16Array;
  private readonly best: number;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits;
  private readonly codes: Int16Array;

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
    this.scales = new Float32Array(buffer, scales, rows + 3);
    this.directionScales = new Float32Array(buffer, directionScales, rows + 3);
    this.query = new Int16Array(buffer, query, this.width);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = new RowBits(this.memory, excluded, rows);
    this.codes = new Int16Array(factors);
    this.kernel = servingKernel(this.memory);
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Keeps the upper bytes of a row and answers its 16-bit codes, valid until the next call.
   * @throws RangeError when a value is not finite.
   */
  place(row: number, vector: Float32Array): Int16Array {
    const scale = largestMagnitude(vector) / LARGEST_CODE;
    if (!Number.isFinite(scale)) throw new RangeError(`row ${row} holds a value that is not finite`);
    const inverse = scale > 0 ? 1 / scale : 0;
    const at = row * this.width;
    let square = 0;
    for (let f = 0; f < this.factors; f++) {
      const code = Math.round(vector[f]! * inverse);
      this.codes[f] = code;
      this.upper[at + f] = upperByte(code);
      square += code * code;
    }
    this.scales[row] = scale;
    this.directionScales[row] = square > 0 ? 1 / Math.sqrt(square) : NaN;
    return this.codes;
  }

  hide(row: number, isHidden = true): void {
    this.hidden.set(row, isHidden);
  }

  /**
   * Rows among which the best k are, but for about one of some thousand: the best 10 k (at least 200) by the
   * upper bytes.
   * @throws RangeError on a query of the wrong length or with a value that is not finite, or a k outside 1 .. 10,000.
   */
  candidates(
    query: Float32Array,
    k: number,
    excluded: ArrayLike<number> = [],
    by: RankBy = 'product',
  ): Int32Array {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const largest = largestMagnitude(query);
    if (!Number.isFinite(largest)) throw new RangeError('the query holds a value that is not finite');
    const inverse = largest > 0 ? LARGEST_QUERY / largest : 0;
    for (let f = 0; f < query.length; f++) this.query[f] = Math.round(query[f]! * inverse);
    const count = Math.max(LEAST_CANDIDATES, k * CANDIDATES_EACH);
    this.kernel.clearBest(this.best, count);
    this.excluded.setAll(excluded, true);
    this.kernel.scanCodes(
      this.upper.byteOffset,
      (by === 'product' ? this.scales : this.directionScales).byteOffset,
      this.rows,
      this.width,
      this.query.byteOffset,
      this.best,
      this.hidden.address,
      this.excluded.address,
    );
    this.excluded.setAll(excluded, false);
    return takeRanked(this.kernel, this.memory, this.best, count).indices;
  }

  /** The upper byte of each value of a row. */
  upperBytes(row: number): Int8Array {
    return this.upper.subarray(row * this.width, row * this.width + this.factors);
  }
}

/** The byte nearest to a 16-bit code over 256. */
export const upperByte = (code: number): number => (code + 128) >> 8;
