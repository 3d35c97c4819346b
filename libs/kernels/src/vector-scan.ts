import type { RankedIndices } from '#ml/factors';
import { fixedMemory, MemoryPlan } from './kernel-module.js';
import { atOnce } from './norm-order.js';
import { placeScores, PlaceScores } from './place-scores.js';
import { PlacedBits } from './placed-bits.js';
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
import type { Asked, Boosted, VectorIndex } from './vector-index.js';
import { orderInSteps, placeTable, queryBytes, VectorTable } from './vector-table.js';
import type { NormOrder } from './vector-table.js';

/**
 * Searches that go through the table together, block by block, and bytes of codes of a block: a nearer cache
 * has it.
 */
const SEARCHES = 16;
const BLOCK_BYTES = 2 ** 18;
/** The kernel begins at multiples of it. */
const STEP = 256;

/** Addresses of what one search needs, and the rows that it leaves out, by place. */
interface SearchPlaces {
  readonly query: number;
  readonly best: number;
  readonly left: RowBits;
}

/** The arguments of the kernel behind the rows to scan. */
type Search = readonly number[];

/**
 * Exact search by a SIMD scan over float32 vectors held in a memory of its own, see {@link VectorTable}.
 * Equal scores rank by the lower row, NaN is never returned, and a list is never padded.
 */
export class VectorScan extends VectorTable implements VectorIndex {
  private readonly kernel: ServingKernel;
  private readonly searches: readonly SearchPlaces[];
  /** By place. */
  private readonly hidden: RowBits;
  private readonly placed: PlacedBits;
  private readonly placeScores: PlaceScores;

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
    const bits = RowBits.size(rows);
    const places = Array.from({ length: SEARCHES }, () => ({
      query: plan.place(queryBytes(width)),
      best: plan.place(bestBytes(MOST_RESULTS)),
      left: plan.place(bits),
    }));
    const at = placeScores(plan);
    const hidden = plan.place(bits);
    super(fixedMemory(plan.bytes), table, factors, width, order.rank);
    const bitsAt = (address: number) => RowBits.inMemory(this.memory, address, rows);
    this.searches = places.map((own) => ({ ...own, left: bitsAt(own.left) }));
    this.hidden = bitsAt(hidden);
    this.placed = new PlacedBits(order.rank);
    this.kernel = servingKernel(this.memory);
    this.placeScores = new PlaceScores(this.kernel, this.memory, at, (row) => this.placeOf(row));
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
  scoresOf(query: Float32Array, rows: ArrayLike<number>, least?: Float32Array): Float32Array {
    refuseBadRequest(query.length === this.factors, 1, 1);
    const asked = this.searches[0]!.query;
    this.placeQuery(asked, query);
    return this.placeScores.of(this.places.record, asked, rows, least);
  }

  hide(row: number, isHidden = true): void {
    this.hidden.set(this.placeIn(row), isHidden);
  }

  /**
   * @throws RangeError on a query of the wrong length or with a value that is not finite, or a k outside 1 ..
   * 10,000
   */
  top(
    query: Float32Array,
    k: number,
    excluded: Excluded = [],
    boosted: readonly Boosted[] = [],
  ): RankedIndices {
    if (boosted.length === 0) return this.topOfEach([{ query, excluded }], k)[0]!;
    const besides = 'bits' in excluded ? excluded.besides : excluded;
    const [{ query: at, best }] = this.searches as [SearchPlaces];
    this.begin(at, best, query, k);
    for (let first = 0; first < boosted.length; first += SEARCHES) {
      this.run(
        boosted
          .slice(first, first + SEARCHES)
          .map(({ factor, others }, n) =>
            this.search({ ...this.searches[n]!, query: at, best }, { bits: others, besides }, factor),
          ),
      );
    }
    return takeRanked(this.kernel, this.memory, best, k);
  }

  topAmong(query: Float32Array, k: number, rows: ArrayLike<number>, excluded: Excluded = []): RankedIndices {
    const [{ query: at, best, left }] = this.searches as [SearchPlaces];
    const { bits, besides } = 'bits' in excluded ? excluded : { bits: null, besides: excluded };
    this.begin(at, best, query, k);
    left.fill();
    for (let n = 0; n < rows.length; n++)
      if (bits?.has(rows[n]!) !== true) left.set(this.placeIn(rows[n]!), false);
    for (let n = 0; n < besides.length; n++) left.set(this.placeIn(besides[n]!), true);
    this.run([[at, 0, 1, best, this.hidden.address, left.address, this.placeScores.at.places]]);
    return takeRanked(this.kernel, this.memory, best, k);
  }

  topOfEach(asked: readonly Asked[], k: number): RankedIndices[] {
    return this.scan(asked, k, false);
  }

  nearest(query: Float32Array, k: number, excluded: Excluded = []): RankedIndices {
    return this.scan([{ query: direction(query), excluded }], k, true)[0]!;
  }

  private scan(asked: readonly Asked[], k: number, byCosine: boolean): RankedIndices[] {
    const lists: RankedIndices[] = [];
    for (let first = 0; first < asked.length; first += SEARCHES) {
      const together = asked.slice(first, first + SEARCHES);
      together.forEach(({ query }, n) => {
        this.begin(this.searches[n]!.query, this.searches[n]!.best, query, k);
      });
      this.run(together.map(({ excluded }, n) => this.search(this.searches[n]!, excluded, 1, byCosine)));
      for (const { best } of this.searches.slice(0, together.length))
        lists.push(takeRanked(this.kernel, this.memory, best, k));
    }
    return lists;
  }

  private begin(at: number, best: number, query: Float32Array, k: number): void {
    refuseBadRequest(query.length === this.factors, k, MOST_RESULTS);
    this.placeQuery(at, query);
    this.kernel.clearBest(best, k);
  }

  private search(
    { query, best, left }: SearchPlaces,
    excluded: Excluded,
    factor: number,
    byCosine = false,
  ): Search {
    const { hidden, placeScores: scores } = this;
    const bits = 'bits' in excluded ? this.placed.of(excluded.bits) : null;
    if (bits === null) left.clear();
    else left.become(bits.byPlace);
    const besides = 'bits' in excluded ? excluded.besides : excluded;
    for (let n = 0; n < besides.length; n++) left.set(this.placeIn(besides[n]!), true);
    const places = bits?.leavesFew === true ? scores.at.places : 0;
    return [query, Number(byCosine), factor, best, hidden.address, left.address, places];
  }

  /** Goes through the table with some searches. */
  private run(searches: readonly Search[]): void {
    const { kernel, rows, width } = this;
    const { record } = this.places;
    const block = Math.ceil(BLOCK_BYTES / width / STEP) * STEP;
    let going = searches;
    for (let from = 0; from < rows && going.length > 0; from += block) {
      const end = Math.min(rows, from + block);
      going = going.filter((search) => kernel.scanRows(record, from, end, ...search) !== 0);
    }
  }

  /** The place of a row; -1 outside the table. */
  private placeIn(row: number): number {
    return row >= 0 && row < this.rows ? this.placeOf(row) : -1;
  }
}
