import type { RankedIndices } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { RowBits } from './row-bits.js';
import type { Excluded } from './row-bits.js';
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

/** From this share of excluded rows on, the others are scored one by one. */
const MANY = 0.75;
/** Rows that are scored by one call of the kernel. */
const SCORED_TOGETHER = 8_192;

/**
 * Exact search by a SIMD scan over float32 vectors held in a memory of its own, see {@link VectorTable}.
 * Equal scores rank by the lower row, NaN is never returned, and a list is never padded.
 */
export class VectorScan extends VectorTable implements VectorIndex {
  private readonly kernel: ServingKernel;
  /** Addresses of what one question needs. */
  private readonly at: Record<'query' | 'best' | 'places' | 'scores', number>;
  private readonly hidden: RowBits;
  private readonly excluded: RowBits;
  private readonly asked = new WeakMap<RowBits, { leavesFew: boolean; byPlace: RowBits | null }>();
  /** Views of the places above. */
  private readonly scoredPlaces: Int32Array;
  private readonly placeScores: Float32Array;

  /**
   * @param vectors rows x factors, row by row, in the order of their ids; copied. @param prepared for
   * {@link inSteps} alone.
   * @throws RangeError when a value is not finite or the table does not fit into 4 GiB.
   */
  constructor(vectors: Float32Array, factors: number, prepared?: NormOrder) {
    const order = prepared ?? atOnce(orderInSteps(vectors, factors));
    const rows = order.norms.length;
    const width = paddedWidth(factors);
    const plan = new MemoryPlan();
    const table = placeTable(plan, rows, width);
    const at = {
      query: plan.place(queryBytes(width)),
      best: plan.place(bestBytes(MOST_RESULTS)),
      places: plan.place(SCORED_TOGETHER * 4),
      scores: plan.place(SCORED_TOGETHER * 4),
    };
    const [hidden, excluded] = [plan.place(RowBits.size(rows)), plan.place(RowBits.size(rows))];
    super(fixedMemory(plan.bytes), table, factors, width, order.rank);
    this.at = at;
    this.hidden = RowBits.inMemory(this.memory, hidden, rows);
    this.excluded = RowBits.inMemory(this.memory, excluded, rows);
    this.scoredPlaces = new Int32Array(this.memory.buffer, at.places, SCORED_TOGETHER);
    this.placeScores = new Float32Array(this.memory.buffer, at.scores, SCORED_TOGETHER);
    this.kernel = servingKernel(this.memory);
    if (prepared === undefined) atOnce(this.fill(vectors, order));
  }

  /** A scan as the constructor makes it, in steps of some milliseconds. */
  static *inSteps(vectors: Float32Array, factors: number): Generator<void, VectorScan> {
    const order = yield* orderInSteps(vectors, factors);
    const scan = new VectorScan(vectors, factors, order);
    yield* scan.fill(vectors, order);
    return scan;
  }

  /** @throws RangeError on a query of the wrong length */
  scoresOf(query: Float32Array, rows: ArrayLike<number>): Float32Array {
    refuseBadRequest(query.length === this.factors, 1, 1);
    const { kernel, scoredPlaces, placeScores, at } = this;
    const scores = new Float32Array(rows.length);
    this.placeQuery(at.query, query);
    for (let first = 0; first < rows.length; first += SCORED_TOGETHER) {
      const count = Math.min(SCORED_TOGETHER, rows.length - first);
      for (let n = 0; n < count; n++) scoredPlaces[n] = this.placeOf(rows[first + n]!);
      kernel.scorePlaces(this.places.vectors, this.width, at.query, at.places, count, at.scores);
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
  top(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.scan(query, k, excluded, false);
  }

  nearest(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.scan(direction(query), k, excluded, true);
  }

  private scan(query: Float32Array, k: number, excluded: Excluded, byCosine: boolean): RankedIndices {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    const { kernel, at, hidden, excluded: left } = this;
    this.placeQuery(at.query, query);
    kernel.clearBest(at.best, k);
    const { record } = this.places;
    const question = [at.query, Number(byCosine), at.best, hidden.address, left.address] as const;
    const byPlace = 'bits' in excluded ? this.fewLeft(excluded.bits) : null;
    if (byPlace !== null && 'bits' in excluded) {
      left.become(byPlace);
      left.setAll(this.placesIn(excluded.besides), true);
      kernel.scanFewRows(record, this.rows, ...question, at.places);
    } else {
      left.setAll(excluded, true);
      kernel.scanRows(record, 0, this.rows, ...question);
    }
    if ('bits' in excluded) left.clear();
    else left.setAll(excluded, false);
    return takeRanked(kernel, this.memory, at.best, k);
  }

  /** Excluded bits by place, where they leave few rows and were asked with before; else null. */
  private fewLeft(bits: RowBits): RowBits | null {
    const known = this.asked.get(bits);
    if (known === undefined) {
      this.asked.set(bits, { leavesFew: bits.count() > MANY * this.rows, byPlace: null });
      return null;
    }
    if (known.leavesFew && known.byPlace === null) {
      known.byPlace = new RowBits(this.rows);
      for (let row = 0; row < this.rows; row++) if (bits.has(row)) known.byPlace.set(this.placeOf(row), true);
    }
    return known.byPlace;
  }

  private placesIn(rows: ArrayLike<number>): Int32Array {
    return Int32Array.from(rows, (row) => (row >= 0 && row < this.rows ? this.placeOf(row) : -1));
  }
}
