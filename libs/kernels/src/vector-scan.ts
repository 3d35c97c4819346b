import type { RankedIndices } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { normOrderInSteps, normsInSteps } from './norm-order.js';
import { atOnce } from './at-once.js';
import { RowBits } from './row-bits.js';
import { MOST_RESULTS, refuseBadRequest, takeRanked } from './scan-results.js';
import type { ServingKernel } from './serving-kernel.js';
import { bestBytes, paddedWidth, servingKernel } from './serving-kernel.js';

/** Rows that are copied in one step: some milliseconds. */
const ROWS_A_STEP = 16_384;

interface NormOrder {
  norms: Float32Array;
  /** Rows by falling norm, and where each row stands. */
  order: Int32Array;
  rank: Int32Array;
}

/** Queries that {@link VectorScan.topOfMany} answers together. */
const TOGETHER = 64;
/** Bytes of vectors that stay in a second-level cache while all of these queries meet them. */
const BLOCK_BYTES = 128 * 1024;
const MOST_TOGETHER_RESULTS = 1_000;
/** Rows that are scored by one call of the kernel. */
const SCORED_TOGETHER = 8_192;

/**
 * Exact search for the largest inner products by a SIMD scan over float32 vectors held in a memory of its own.
 * Vectors stand by falling norm, so that a scan ends once no later one can reach the list; the result stays exact.
 * Equal scores rank by the lower row, NaN is never returned, and a list is never padded.
 */
export class VectorScan {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly width: number;
  private readonly vectors: number;
  private readonly norms: number;
  private readonly ids: number;
  /** Where each row stands. */
  private readonly rank: Int32Array;
  private readonly queries: number;
  private readonly queryNorms: number;
  private readonly bests: number;
  private readonly places: number;
  private readonly scores: number;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits[];
  /** Views of the places above: vectors as they stand, and queries. */
  private readonly table: Float32Array;
  private readonly placedQueries: Float32Array;
  private readonly placedNorms: Float32Array;
  private readonly scoredPlaces: Int32Array;
  private readonly placeScores: Float32Array;

  readonly rows: number;

  /**
   * @param vectors rows x factors, row by row, in the order of their ids; copied. @param prepared for {@link inSteps} alone.
   * @throws RangeError when a value is not finite or the table does not fit into 4 GiB.
   */
  constructor(
    vectors: Float32Array,
    readonly factors: number,
    prepared?: NormOrder,
  ) {
    const { norms, order, rank } = prepared ?? atOnce(orderInSteps(vectors, factors));
    const rows = norms.length;
    this.rows = rows;
    this.rank = rank;
    const plan = new MemoryPlan();
    this.width = paddedWidth(factors);
    // Three rows more: the scan reads groups of four.
    this.vectors = plan.place((rows + 3) * this.width * 4);
    this.norms = plan.place((rows + 3) * 4);
    this.ids = plan.place((rows + 3) * 4);
    this.queries = plan.place(TOGETHER * this.width * 4);
    this.queryNorms = plan.place(TOGETHER * 4);
    this.bests = plan.place(Math.max(bestBytes(MOST_RESULTS), TOGETHER * bestBytes(MOST_TOGETHER_RESULTS)));
    this.places = plan.place(SCORED_TOGETHER * 4);
    this.scores = plan.place(SCORED_TOGETHER * 4);
    const hidden = plan.place(RowBits.size(rows));
    const excluded = Array.from({ length: TOGETHER }, () => plan.place(RowBits.size(rows)));
    this.memory = fixedMemory(plan.bytes);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = excluded.map((address) => new RowBits(this.memory, address, rows));
    const { buffer } = this.memory;
    this.table = new Float32Array(buffer, this.vectors, rows * this.width);
    this.placedQueries = new Float32Array(buffer, this.queries, TOGETHER * this.width);
    this.placedNorms = new Float32Array(buffer, this.queryNorms, TOGETHER);
    this.scoredPlaces = new Int32Array(buffer, this.places, SCORED_TOGETHER);
    this.placeScores = new Float32Array(buffer, this.scores, SCORED_TOGETHER);
    this.kernel = servingKernel(this.memory);
    if (prepared === undefined) atOnce(this.placeInSteps(vectors, norms, order));
  }

  /** A scan as the constructor makes it, in steps of some milliseconds. */
  static *inSteps(vectors: Float32Array, factors: number): Generator<void, VectorScan> {
    const prepared = yield* orderInSteps(vectors, factors);
    const scan = new VectorScan(vectors, factors, prepared);
    yield* scan.placeInSteps(vectors, prepared.norms, prepared.order);
    return scan;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.memory.buffer.byteLength + this.rank.byteLength;
  }

  private *placeInSteps(
    vectors: Float32Array,
    norms: Float32Array,
    order: Int32Array,
  ): Generator<void, void> {
    const { table } = this;
    const { buffer } = this.memory;
    const sorted = new Float32Array(buffer, this.norms, this.rows);
    new Int32Array(buffer, this.ids, this.rows).set(order);
    for (let at = 0; at < this.rows; at++) {
      const row = order[at]!;
      sorted[at] = norms[row]!;
      table.set(vectors.subarray(row * this.factors, (row + 1) * this.factors), at * this.width);
      if (at % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
  }

  /** The vector of a row, as a view that must not be written. */
  vector(row: number): Float32Array {
    const at = this.rank[row]! * this.width;
    return this.table.subarray(at, at + this.factors);
  }

  /** The vectors of some rows, one behind the other. */
  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const { table, factors } = this;
    const vectors = new Float32Array(rows.length * factors);
    let to = 0;
    for (let n = 0; n < rows.length; n++) {
      const at = this.rank[rows[n]!]! * this.width;
      for (let f = 0; f < factors; f++) vectors[to++] = table[at + f]!;
    }
    return vectors;
  }

  /** The inner product of `query` with each of some rows, hidden or not. @throws RangeError on a query of the wrong length. */
  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    refuseBadRequest(query.length === this.factors, 1, 1);
    const { kernel, scoredPlaces, placeScores } = this;
    const scores = new Float32Array(rows.length);
    this.placedQueries.set(query);
    for (let first = 0; first < rows.length; first += SCORED_TOGETHER) {
      const count = Math.min(SCORED_TOGETHER, rows.length - first);
      for (let n = 0; n < count; n++) scoredPlaces[n] = this.rank[rows[first + n]!]!;
      kernel.scorePlaces(this.vectors, this.width, this.queries, this.places, count, this.scores);
      scores.set(placeScores.subarray(0, count), first);
    }
    return scores;
  }

  /** Leaves a row out of all lists from now on, or takes it in again. */
  hide(row: number, isHidden = true): void {
    this.hidden.set(row, isHidden);
  }

  isHidden(row: number): boolean {
    return this.hidden.has(row);
  }

  /**
   * The k rows with the largest inner product with `query` that are neither hidden nor excluded.
   * @param query `factors` values. @param excluded row numbers in any order.
   */
  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const { kernel } = this;
    const norm = this.placeQuery(0, query);
    const left = this.excluded[0]!;
    left.setAll(excluded, true);
    kernel.clearBest(this.bests, k);
    kernel.scanOne(
      this.vectors,
      this.norms,
      this.ids,
      0,
      this.rows,
      this.width,
      this.queries,
      norm,
      this.bests,
      this.hidden.address,
      left.address,
    );
    left.setAll(excluded, false);
    return this.take(this.bests, k);
  }

  /**
   * {@link top} for many queries, each block of vectors read once for 64 of them. Lists arrive in the order of the queries.
   * @param queries count x factors. @param excludedOf row numbers to leave out of list n.
   */
  *topOfMany(
    queries: Float32Array,
    k: number,
    excludedOf: (n: number) => ArrayLike<number> = () => [],
  ): Generator<RankedIndices> {
    const count = queries.length / this.factors;
    refuseBadRequest(Number.isInteger(count), k, MOST_TOGETHER_RESULTS);
    for (let first = 0; first < count; first += TOGETHER) {
      const together = Math.min(TOGETHER, count - first);
      yield* this.topOfSome(queries, first, together, k, excludedOf);
    }
  }

  private topOfSome(
    queries: Float32Array,
    first: number,
    together: number,
    k: number,
    excludedOf: (n: number) => ArrayLike<number>,
  ): RankedIndices[] {
    const { kernel, factors, width } = this;
    const stride = bestBytes(k);
    const even = together + (together & 1);
    for (let n = 0; n < even; n++) kernel.clearBest(this.bests + n * stride, k);
    for (let n = 0; n < together; n++) {
      this.placeQuery(n, queries.subarray((first + n) * factors, (first + n + 1) * factors));
      this.excluded[n]!.setAll(excludedOf(first + n), true);
    }
    kernel.scanMany(
      this.vectors,
      this.norms,
      this.ids,
      this.rows,
      width,
      Math.max(4, Math.floor(BLOCK_BYTES / (width * 4) / 4) * 4),
      this.queries,
      this.queryNorms,
      even,
      this.bests,
      stride,
      this.hidden.address,
      this.excluded[0]!.address,
      this.excluded[1]!.address - this.excluded[0]!.address,
    );
    for (let n = 0; n < together; n++) this.excluded[n]!.setAll(excludedOf(first + n), false);
    return Array.from({ length: together }, (_, n) => this.take(this.bests + n * stride, k));
  }

  /** @throws RangeError when a value is not finite */
  private placeQuery(n: number, query: Float32Array): number {
    this.placedQueries.set(query, n * this.width);
    let square = 0;
    for (let f = 0; f < query.length; f++) square += query[f]! * query[f]!;
    if (!Number.isFinite(square)) throw new RangeError(`query ${n} holds a value that is not finite`);
    const norm = Math.fround(Math.sqrt(square));
    this.placedNorms[n] = norm;
    return norm;
  }

  private take(best: number, k: number): RankedIndices {
    return takeRanked(this.kernel, this.memory, best, k);
  }
}

function* orderInSteps(vectors: Float32Array, factors: number): Generator<void, NormOrder> {
  if (!Number.isInteger(vectors.length / factors))
    throw new RangeError(`${vectors.length} values are not whole rows of ${factors}`);
  const norms = yield* normsInSteps(vectors, factors);
  yield;
  return { norms, ...(yield* normOrderInSteps(norms)) };
}
