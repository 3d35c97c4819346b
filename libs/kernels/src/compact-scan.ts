import type { RankedIndices } from '#ml';
import { TopK } from '#ml';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { RowBits } from './row-bits.js';
import type { ServingKernel } from './serving-kernel.js';
import { bestBytes, paddedWidth, servingKernel } from './serving-kernel.js';
import { MOST_RESULTS, refuseBadRequest, takeRanked } from './vector-scan.js';

/** Largest 16-bit code: 127 in its upper byte after rounding. */
const LARGEST_CODE = 127 * 256;
const LARGEST_QUERY = 32_767;
const MOST_FACTORS = 512;
/** Candidates of the coarse scan for each result asked for, and at least; ranked again by the 16-bit codes. */
const CANDIDATES_EACH = 10;
const LEAST_CANDIDATES = 200;

/**
 * Search over vectors held in 16 bits a value with one scale a row: the upper bytes are scanned, the best are ranked again
 * with both bytes. 1 M x 64 takes 132 MB, half of float32, and the scan reads a quarter of it.
 * Values are kept to 1 / 65,024 of the row's largest, scores to about 1e-5.
 */
export class CompactScan {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  private readonly upper: Int8Array;
  private readonly lower: Int8Array;
  private readonly scales: Float32Array;
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
    const size = (rows + 3) * this.width;
    const upper = plan.place(size);
    const lower = plan.place(size);
    const scales = plan.place((rows + 3) * 4);
    const query = plan.place(this.width * 2);
    this.best = plan.place(bestBytes(MOST_RESULTS * CANDIDATES_EACH));
    const hidden = plan.place(RowBits.size(rows));
    const excluded = plan.place(RowBits.size(rows));
    this.memory = fixedMemory(plan.bytes);
    const { buffer } = this.memory;
    this.upper = new Int8Array(buffer, upper, size);
    this.lower = new Int8Array(buffer, lower, size);
    this.scales = new Float32Array(buffer, scales, rows + 3);
    this.query = new Int16Array(buffer, query, this.width);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = new RowBits(this.memory, excluded, rows);
    this.kernel = servingKernel(this.memory);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Fills rows from `firstRow` on. @throws RangeError when they don't fit or a value is not finite. */
  place(firstRow: number, vectors: Float32Array): void {
    const { factors, width } = this;
    const count = vectors.length / factors;
    if (!Number.isInteger(count) || firstRow < 0 || firstRow + count > this.rows) {
      throw new RangeError(
        `${vectors.length} values from row ${firstRow} on don't fit ${this.rows} x ${factors}`,
      );
    }
    for (let row = 0; row < count; row++) {
      const scale = largestMagnitude(vectors, row * factors, factors) / LARGEST_CODE;
      if (!Number.isFinite(scale))
        throw new RangeError(`row ${firstRow + row} holds a value that is not finite`);
      const inverse = scale > 0 ? 1 / scale : 0;
      const at = (firstRow + row) * width;
      this.scales[firstRow + row] = scale;
      for (let f = 0; f < factors; f++) {
        const code = Math.round(vectors[row * factors + f]! * inverse);
        const upper = (code + 128) >> 8;
        this.upper[at + f] = upper;
        this.lower[at + f] = code - upper * 256;
      }
    }
  }

  /** The vector of a row as it is kept. */
  vector(row: number): Float32Array {
    const at = row * this.width;
    const scale = this.scales[row]!;
    return Float32Array.from(
      { length: this.factors },
      (_, f) => scale * (this.upper[at + f]! * 256 + this.lower[at + f]!),
    );
  }

  hide(row: number, isHidden = true): void {
    this.hidden.set(row, isHidden);
  }

  /** As {@link VectorScan.top}, with scores of the 16-bit vectors. */
  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const largest = largestMagnitude(query, 0, query.length);
    if (!Number.isFinite(largest)) throw new RangeError('the query holds a value that is not finite');
    const inverse = largest > 0 ? LARGEST_QUERY / largest : 0;
    for (let f = 0; f < query.length; f++) this.query[f] = Math.round(query[f]! * inverse);
    this.excluded.setAll(excluded, true);
    const candidates = this.candidates(Math.max(LEAST_CANDIDATES, k * CANDIDATES_EACH));
    this.excluded.setAll(excluded, false);
    return this.rankAgain(query, candidates, k);
  }

  private candidates(count: number): Int32Array {
    const { kernel, best } = this;
    kernel.clearBest(best, count);
    kernel.scanCodes(
      this.upper.byteOffset,
      this.scales.byteOffset,
      this.rows,
      this.width,
      this.query.byteOffset,
      best,
      this.hidden.address,
      this.excluded.address,
    );
    return takeRanked(kernel, this.memory, best, count).indices;
  }

  private rankAgain(query: Float32Array, candidates: Int32Array, k: number): RankedIndices {
    const ranked = new TopK(k);
    for (const row of candidates) {
      const at = row * this.width;
      let sum = 0;
      for (let f = 0; f < query.length; f++)
        sum += query[f]! * (this.upper[at + f]! * 256 + this.lower[at + f]!);
      ranked.offer(row, sum * this.scales[row]!);
    }
    return ranked.take();
  }
}

function largestMagnitude(values: Float32Array, from: number, count: number): number {
  let largest = 0;
  for (let n = from; n < from + count; n++) {
    const magnitude = Math.abs(values[n]!);
    if (!(magnitude <= largest)) largest = magnitude;
  }
  return largest;
}
