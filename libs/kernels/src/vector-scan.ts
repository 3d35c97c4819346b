import type { RankedIndices } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { RowBits } from './row-bits.js';
import type { ServingKernel } from './serving-kernel.js';
import {
  bestBytes,
  MOST_RESULTS,
  paddedWidth,
  refuseBadRequest,
  servingKernel,
  takeRanked,
} from './serving-kernel.js';
import { direction } from './vector-index.js';
import type { VectorIndex } from './vector-index.js';
import { orderInSteps, placeTable, queryBytes, VectorTable } from './vector-table.js';
import type { NormOrder } from './vector-table.js';

/** Goes through all steps of a work at once. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Queries that {@link VectorScan.topOfMany} answers together. */
const TOGETHER = 64;
/** Bytes of codes that stay in a second-level cache while all of these queries meet them. */
const BLOCK_BYTES = 128 * 1024;
const MOST_TOGETHER_RESULTS = 1_000;
/** Rows that are scored by one call of the kernel. */
const SCORED_TOGETHER = 8_192;

/**
 * Exact search by a SIMD scan over float32 vectors held in a memory of its own, see {@link VectorTable}.
 * Equal scores rank by the lower row, NaN is never returned, and a list is never padded.
 */
export class VectorScan implements VectorIndex {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: ServingKernel;
  private readonly table: VectorTable;
  /** Addresses. */
  private readonly record: number;
  private readonly vectors: number;
  private readonly queries: number;
  private readonly bests: number;
  private readonly places: number;
  private readonly scores: number;
  private readonly width: number;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits[];
  /** Views of the places above. */
  private readonly scoredPlaces: Int32Array;
  private readonly placeScores: Float32Array;

  readonly rows: number;

  /**
   * @param vectors rows x factors, row by row, in the order of their ids; copied. @param prepared for
   * {@link inSteps} alone.
   * @throws RangeError when a value is not finite or the table does not fit into 4 GiB.
   */
  constructor(
    vectors: Float32Array,
    readonly factors: number,
    prepared?: NormOrder,
  ) {
    const order = prepared ?? atOnce(orderInSteps(vectors, factors));
    const rows = order.norms.length;
    this.rows = rows;
    this.width = paddedWidth(factors);
    const plan = new MemoryPlan();
    const table = placeTable(plan, rows, this.width);
    this.record = table.record;
    this.vectors = table.vectors;
    this.queries = plan.place(TOGETHER * queryBytes(this.width));
    this.bests = plan.place(Math.max(bestBytes(MOST_RESULTS), TOGETHER * bestBytes(MOST_TOGETHER_RESULTS)));
    this.places = plan.place(SCORED_TOGETHER * 4);
    this.scores = plan.place(SCORED_TOGETHER * 4);
    const hidden = plan.place(RowBits.size(rows));
    const excluded = Array.from({ length: TOGETHER }, () => plan.place(RowBits.size(rows)));
    this.memory = fixedMemory(plan.bytes);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = excluded.map((address) => new RowBits(this.memory, address, rows));
    this.scoredPlaces = new Int32Array(this.memory.buffer, this.places, SCORED_TOGETHER);
    this.placeScores = new Float32Array(this.memory.buffer, this.scores, SCORED_TOGETHER);
    this.kernel = servingKernel(this.memory);
    this.table = new VectorTable(this.memory, table, factors, this.width, order.rank);
    if (prepared === undefined) atOnce(this.table.fill(vectors, order));
  }

  /** A scan as the constructor makes it, in steps of some milliseconds. */
  static *inSteps(vectors: Float32Array, factors: number): Generator<void, VectorScan> {
    const order = yield* orderInSteps(vectors, factors);
    const scan = new VectorScan(vectors, factors, order);
    yield* scan.table.fill(vectors, order);
    return scan;
  }

  vector(row: number): Float32Array {
    return this.table.vector(row);
  }

  norm(row: number): number {
    return this.table.norm(row);
  }

  vectorsOf(rows: ArrayLike<number>): Float32Array {
    return this.table.vectorsOf(rows);
  }

  /** @throws RangeError on a query of the wrong length */
  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    refuseBadRequest(query.length === this.factors, 1, 1);
    const { kernel, scoredPlaces, placeScores, table } = this;
    const scores = new Float32Array(rows.length);
    table.placeQuery(this.queries, query);
    for (let first = 0; first < rows.length; first += SCORED_TOGETHER) {
      const count = Math.min(SCORED_TOGETHER, rows.length - first);
      for (let n = 0; n < count; n++) scoredPlaces[n] = table.placeOf(rows[first + n]!);
      kernel.scorePlaces(this.vectors, this.width, this.queries, this.places, count, this.scores);
      scores.set(placeScores.subarray(0, count), first);
    }
    return scores;
  }

  hide(row: number, isHidden = true): void {
    this.hidden.set(row, isHidden);
  }

  /**
   * @throws RangeError on a query of the wrong length or with a value that is not finite, or a k outside 1 ..
   * 10,000
   */
  top(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.scan(query, k, excluded, false);
  }

  nearest(query: Float32Array, k: number, excluded: ArrayLike<number> = []): RankedIndices {
    return this.scan(direction(query), k, excluded, true);
  }

  private scan(
    query: Float32Array,
    k: number,
    excluded: ArrayLike<number>,
    byCosine: boolean,
  ): RankedIndices {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const { kernel, record, queries, bests, hidden } = this;
    this.table.placeQuery(queries, query);
    const left = this.excluded[0]!;
    left.setAll(excluded, true);
    kernel.clearBest(bests, k);
    kernel.scanRows(record, 0, this.rows, queries, Number(byCosine), bests, hidden.address, left.address);
    left.setAll(excluded, false);
    return takeRanked(kernel, this.memory, bests, k);
  }

  /**
   * {@link top} for many queries (count x factors), each block of codes read once for 64 of them; the same
   * lists, in the order of the queries.
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
    const { kernel, factors, width, record, hidden } = this;
    const stride = bestBytes(k);
    for (let n = 0; n < together; n++) {
      kernel.clearBest(this.bests + n * stride, k);
      const query = queries.subarray((first + n) * factors, (first + n + 1) * factors);
      this.table.placeQuery(this.queries + n * queryBytes(width), query);
      this.excluded[n]!.setAll(excludedOf(first + n), true);
    }
    const blockRows = Math.max(4, Math.floor(BLOCK_BYTES / width / 4) * 4);
    for (let from = 0; from < this.rows; from += blockRows) {
      const end = Math.min(from + blockRows, this.rows);
      for (let n = 0; n < together; n++) {
        const query = this.queries + n * queryBytes(width);
        const best = this.bests + n * stride;
        kernel.scanRows(record, from, end, query, 0, best, hidden.address, this.excluded[n]!.address);
      }
    }
    for (let n = 0; n < together; n++) this.excluded[n]!.setAll(excludedOf(first + n), false);
    return Array.from({ length: together }, (_, n) =>
      takeRanked(kernel, this.memory, this.bests + n * stride, k),
    );
  }
}
