import type { MemoryPlan } from './kernel-module.js';
import { normOrderInSteps, normsInSteps } from './norm-order.js';
import { largestMagnitude } from './serving-kernel.js';

/** Values that are copied and coded in one step: some milliseconds. */
const VALUES_A_STEP = 262_144;
/** Codes of rows are whole numbers from -63 to 63, kept as 64 more. */
const LARGEST_CODE = 63;
const CODE_OF_ZERO = 64;
const LARGEST_QUERY_CODE = 127;
/** Values below this have no codes: their scale would lose its digits. */
const LEAST_SCALE = 1e-30;
/** More than the rounding of a length to float32. */
const ROUNDED_UP = 1.000001;
/** What a score, and a bound on it, may lose by rounding as parts of |x| |y|: once, and with each value. */
const ROUNDING = 1e-5;
const ROUNDING_EACH = 1.2e-7;
const NUMBERS_OF_A_QUERY = 8;

export interface NormOrder {
  norms: Float32Array;
  /** Rows by falling norm, and the place of each row. */
  order: Int32Array;
  rank: Int32Array;
}

type Column = 'vectors' | 'codes' | 'scales' | 'missed' | 'norms' | 'ids';
/** Addresses of the record that the kernel reads, and of the columns. */
export type TablePlaces = Record<Column | 'record', number>;

/** Bytes of one query as the kernel reads it. */
export const queryBytes = (width: number): number => width * 5 + NUMBERS_OF_A_QUERY * 4;

export function placeTable(plan: MemoryPlan, rows: number, width: number): TablePlaces {
  // The scan reads groups of four.
  const padded = rows + 3;
  return {
    record: plan.place(32),
    vectors: plan.place(padded * width * 4),
    codes: plan.place(padded * width),
    scales: plan.place(padded * 4),
    missed: plan.place(padded * 4),
    norms: plan.place(padded * 4),
    ids: plan.place(padded * 4),
  };
}

/** @throws RangeError when a value is not finite, or there are no whole rows. */
export function* orderInSteps(vectors: Float32Array, factors: number): Generator<void, NormOrder> {
  if (!Number.isInteger(vectors.length / factors))
    throw new RangeError(`${vectors.length} values are not whole rows of ${factors}`);
  const norms = yield* normsInSteps(vectors, factors);
  yield;
  return { norms, ...(yield* normOrderInSteps(norms)) };
}

/**
 * Float32 vectors in a kernel's memory by falling norm, each with a coarse copy of one byte a value: how far
 * a score by the copy is off at most is known, so a scan reads vectors only where they may reach the list.
 * The layout is that of assembly/inner-products.ts.
 */
export abstract class VectorTable {
  readonly rows: number;
  private readonly vectors: Float32Array;
  private readonly codes: Uint8Array;
  private readonly scales: Float32Array;
  private readonly missed: Float32Array;
  private readonly norms: Float32Array;

  constructor(
    protected readonly memory: WebAssembly.Memory,
    protected readonly places: TablePlaces,
    readonly factors: number,
    protected readonly width: number,
    /** The place of each row. */
    private readonly rank: Int32Array,
  ) {
    const { buffer } = memory;
    const rows = rank.length;
    this.rows = rows;
    this.vectors = new Float32Array(buffer, places.vectors, rows * width);
    this.codes = new Uint8Array(buffer, places.codes, rows * width);
    this.scales = new Float32Array(buffer, places.scales, rows);
    this.missed = new Float32Array(buffer, places.missed, rows);
    this.norms = new Float32Array(buffer, places.norms, rows);
    const { vectors, codes, scales, missed, norms, ids } = places;
    new Uint32Array(buffer, places.record, 7).set([vectors, codes, scales, missed, norms, ids, width]);
  }

  /** Copies the vectors, in steps of some milliseconds. */
  protected *fill(vectors: Float32Array, { norms, order }: NormOrder): Generator<void, void> {
    const { factors, rows, places, memory } = this;
    const rowsAStep = Math.ceil(VALUES_A_STEP / factors);
    new Int32Array(memory.buffer, places.ids, rows).set(order);
    for (let at = 0; at < rows; at++) {
      const row = order[at]!;
      this.norms[at] = norms[row]!;
      this.copy(vectors, row * factors, at);
      if (at % rowsAStep === rowsAStep - 1) yield;
    }
  }

  /** The place of a row. */
  protected placeOf(row: number): number {
    return this.rank[row]!;
  }

  /** The vector of a row, as a view that must not be written. */
  vector(row: number): Float32Array {
    const at = this.placeOf(row) * this.width;
    return this.vectors.subarray(at, at + this.factors);
  }

  norm(row: number): number {
    return this.norms[this.placeOf(row)]!;
  }

  /** The vectors of some rows, one behind the other. */
  vectorsOf(rows: ArrayLike<number>): Float32Array {
    const { vectors, factors, width } = this;
    const copied = new Float32Array(rows.length * factors);
    let to = 0;
    for (let n = 0; n < rows.length; n++) {
      const at = this.placeOf(rows[n]!) * width;
      for (let f = 0; f < factors; f++) copied[to++] = vectors[at + f]!;
    }
    return copied;
  }

  /** Writes a query as the kernel reads it. @throws RangeError when a value is not finite. */
  protected placeQuery(at: number, query: Float32Array): void {
    const { width, memory } = this;
    new Float32Array(memory.buffer, at, query.length).set(query);
    const codes = new Int8Array(memory.buffer, at + width * 4, width);
    const numbers = at + width * 5;
    const largest = largestMagnitude(query);
    if (!Number.isFinite(largest)) throw new RangeError('the query holds a value that is not finite');
    const scale = scaleOf(largest, LARGEST_QUERY_CODE);
    const inverse = scale === 0 ? 0 : 1 / scale;
    let sum = 0;
    let square = 0;
    let missed = 0;
    for (let f = 0; f < query.length; f++) {
      const value = query[f]!;
      const code = Math.round(value * inverse);
      codes[f] = code;
      sum += code;
      square += value * value;
      missed += (value - scale * code) ** 2;
    }
    const norm = Math.sqrt(square);
    const error = Math.sqrt(missed) * ROUNDED_UP;
    new Int32Array(memory.buffer, numbers + 8, 1)[0] = CODE_OF_ZERO * sum;
    const floats = new Float32Array(memory.buffer, numbers, NUMBERS_OF_A_QUERY);
    floats[0] = norm;
    floats[1] = scale;
    floats[3] = (norm + error) * (1 + ROUNDING);
    floats[4] = error * (1 + ROUNDING) + norm * (ROUNDING + ROUNDING_EACH * width);
  }

  /** Copies and codes the vector at `from`. */
  private copy(all: Float32Array, from: number, at: number): void {
    const { codes, vectors, factors } = this;
    const first = at * this.width;
    let largest = 0;
    for (let f = 0; f < factors; f++) {
      const value = all[from + f]!;
      vectors[first + f] = value;
      const magnitude = Math.abs(value);
      if (magnitude > largest) largest = magnitude;
    }
    const scale = scaleOf(largest, LARGEST_CODE);
    const inverse = scale === 0 ? 0 : 1 / scale;
    let missed = 0;
    for (let f = 0; f < factors; f++) {
      const value = all[from + f]!;
      // Rounded: what is cut off is above 0.
      const code = (value * inverse + CODE_OF_ZERO + 0.5) | 0;
      codes[first + f] = code;
      const error = value - scale * (code - CODE_OF_ZERO);
      missed += error * error;
    }
    this.scales[at] = scale;
    this.missed[at] = Math.sqrt(missed) * ROUNDED_UP;
  }
}

/** What whole numbers up to `most` are multiplied by; 0 where all of them are 0. */
function scaleOf(largest: number, most: number): number {
  const scale = Math.fround(largest / most);
  return scale < LEAST_SCALE ? 0 : scale;
}
