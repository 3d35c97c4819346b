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
  private readonly query: number;
  private readonly best: number;
  private readonly places: number;
  private readonly scores: number;
  private readonly width: number;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits;
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
    this.query = plan.place(queryBytes(this.width));
    this.best = plan.place(bestBytes(MOST_RESULTS));
    this.places = plan.place(SCORED_TOGETHER * 4);
    this.scores = plan.place(SCORED_TOGETHER * 4);
    const hidden = plan.place(RowBits.size(rows));
    const excluded = plan.place(RowBits.size(rows));
    this.memory = fixedMemory(plan.bytes);
    this.hidden = new RowBits(this.memory, hidden, rows);
    this.excluded = new RowBits(this.memory, excluded, rows);
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
    table.placeQuery(this.query, query);
    for (let first = 0; first < rows.length; first += SCORED_TOGETHER) {
      const count = Math.min(SCORED_TOGETHER, rows.length - first);
      for (let n = 0; n < count; n++) scoredPlaces[n] = table.placeOf(rows[first + n]!);
      kernel.scorePlaces(this.vectors, this.width, this.query, this.places, count, this.scores);
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
    const { kernel, record, best, hidden, excluded: left } = this;
    this.table.placeQuery(this.query, query);
    left.setAll(excluded, true);
    kernel.clearBest(best, k);
    kernel.scanRows(record, 0, this.rows, this.query, Number(byCosine), best, hidden.address, left.address);
    left.setAll(excluded, false);
    return takeRanked(kernel, this.memory, best, k);
  }
}
