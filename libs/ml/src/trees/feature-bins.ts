import type { DenseMatrix } from '../linalg/dense-matrix.js';

/** Codes of one column: 0 to 254 for values, {@link MISSING_BIN} for a missing value. */
export const BINS_PER_COLUMN = 256;
export const MISSING_BIN = 255;
/**
 * Distance between the histograms of two columns, in cells; the kernel's too. 33 cache lines are odd, so the zeros
 * and the missing values of all columns spread over all sets of a first-level cache, a fifth faster than 256.
 */
export const COLUMN_STRIDE = 264;

/** How the numbers of every column turn into bins; plain data that can be stored. */
export interface FeatureBins {
  readonly columns: number;
  /** Number of value bins of each column, 0 (nothing but missing values) to 255. */
  readonly counts: Uint16Array;
  /** columns x 255: upper bounds, inclusive, of the bins of a column but its last; the rest is Infinity. */
  readonly bounds: Float64Array;
}

export interface BinningOptions {
  /** Most value bins of a column, 2 to 255. Default 255. */
  maxBins?: number;
  /** Rows whose values make the bins; default all. Others fall into those bins. */
  fitRows?: ArrayLike<number>;
}

/**
 * Bins of about equal row counts for the columns of `x`; NaN is a missing value, infinities are refused (RangeError).
 * A column with few distinct values gets one bin each; otherwise a value too frequent for its share is alone and
 * the rest share what is left, so heavy zeros do not waste bins (as LightGBM: Ke et al., NeurIPS 2017, section 2.1).
 */
export function fitFeatureBins(
  x: DenseMatrix,
  { maxBins = MISSING_BIN, fitRows }: BinningOptions = {},
): FeatureBins {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > MISSING_BIN)
    throw new RangeError(`a column has 2 to 255 bins, not ${maxBins}`);
  const counts = new Uint16Array(x.columns);
  const bounds = new Float64Array(x.columns * MISSING_BIN).fill(Infinity);
  const column = new Float64Array(fitRows?.length ?? x.rows);
  for (let j = 0; j < x.columns; j++) {
    const present = presentValues(x, j, { into: column, rows: fitRows });
    const upper = columnBounds(present.sort(), maxBins);
    bounds.set(upper, j * MISSING_BIN);
    counts[j] = present.length === 0 ? 0 : upper.length + 1;
  }
  return { columns: x.columns, counts, bounds };
}

function presentValues(
  x: DenseMatrix,
  column: number,
  { into, rows }: { into: Float64Array; rows: ArrayLike<number> | undefined },
): Float64Array {
  let count = 0;
  for (let k = 0; k < into.length; k++) {
    const i = rows === undefined ? k : rows[k]!;
    const value = x.values[i * x.columns + column]!;
    if (Number.isNaN(value)) continue;
    if (value === Infinity || value === -Infinity)
      throw new RangeError(`row ${i}, column ${column} is ${value}, not a number or a missing value`);
    into[count++] = value;
  }
  return into.subarray(0, count);
}

/** Upper bounds between bins of the ascending `sorted` values: one fewer than bins. */
function columnBounds(sorted: Float64Array, maxBins: number): number[] {
  const distinct = new Float64Array(sorted.length);
  const sizes = new Uint32Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct[count++] = sorted[i]!;
    sizes[count - 1]!++;
  }
  const ends =
    count <= maxBins
      ? Array.from({ length: count }, (_, i) => i)
      : equalMassEnds(sizes.subarray(0, count), sorted.length, maxBins);
  return ends.slice(0, -1).map((i) => between(distinct[i]!, distinct[i + 1]!));
}

/**
 * Indices of the distinct values at which a bin ends. A value that fills a bin alone is kept apart from its
 * neighbours.
 */
function equalMassEnds(sizes: Uint32Array, total: number, maxBins: number): number[] {
  const share = total / maxBins;
  let lightRows = 0;
  let lightBins = maxBins;
  for (const size of sizes) {
    if (size >= share) lightBins--;
    else lightRows += size;
  }
  const ends: number[] = [];
  let filled = 0;
  for (let i = 0; i + 1 < sizes.length && ends.length < maxBins - 1; i++) {
    const heavy = sizes[i]! >= share;
    if (!heavy) {
      lightRows -= sizes[i]!;
      filled += sizes[i]!;
    }
    const full = filled * Math.max(1, lightBins) >= filled + lightRows;
    if (!heavy && sizes[i + 1]! < share && !full) continue;
    ends.push(i);
    if (filled > 0) lightBins--;
    filled = 0;
  }
  ends.push(sizes.length - 1);
  return ends;
}

/** A number t with low <= t < high, so that x <= t separates the two; the middle unless rounding reaches `high`. */
export function between(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high ? middle : low;
}
