import type { DenseMatrix } from '../linalg/dense-matrix.js';
import { MISSING_BIN, between, fitFeatureBins } from './feature-bins.js';
import type { BinningOptions, FeatureBins } from './feature-bins.js';

/** A table whose cells are bins. */
export interface BinnedTable {
  readonly rows: number;
  readonly bins: FeatureBins;
  /**
   * columns x rows, column by column: the bin alone. Sorting rows by one column reads 1 byte a row here, not
   * a cache line.
   */
  readonly columnBins: Uint8Array;
}

/** Rows that are encoded together stay in the cache while the columns are gone through. */
const ROWS_AT_ONCE = 256;

/** Bins the whole of `x` (NaN is missing). Errors as of {@link fitFeatureBins}. */
export function binTable(x: DenseMatrix, options: BinningOptions = {}): BinnedTable {
  const { rows, columns, values } = x;
  const bins = fitFeatureBins(x, options);
  const columnBins = new Uint8Array(rows * columns);
  for (let begin = 0; begin < rows; begin += ROWS_AT_ONCE) {
    const end = Math.min(rows, begin + ROWS_AT_ONCE);
    for (let j = 0; j < columns; j++) {
      const start = j * MISSING_BIN;
      for (let i = begin; i < end; i++)
        columnBins[j * rows + i] = binOf(values[i * columns + j]!, bins.bounds, start);
    }
  }
  return { rows, bins, columnBins };
}

/** A column of few values, ascending, and the place of each row's value among them. */
interface FewValues {
  readonly values: readonly number[];
  readonly places: ArrayLike<number>;
}

/**
 * Rows of a table, in any order and as often as they are named, in its own bins: nothing is sorted again.
 * Behind its columns is one more with a bin a value.
 */
export function takeBinnedRows(
  table: BinnedTable,
  rows: ArrayLike<number>,
  { values, places }: FewValues,
): BinnedTable {
  const { columns } = table.bins;
  const counts = Uint16Array.of(...table.bins.counts, values.length);
  const bounds = new Float64Array(counts.length * MISSING_BIN).fill(Infinity);
  bounds.set(table.bins.bounds);
  for (let bin = 0; bin + 1 < values.length; bin++)
    bounds[columns * MISSING_BIN + bin] = between(values[bin]!, values[bin + 1]!);
  const columnBins = new Uint8Array(rows.length * counts.length);
  for (let j = 0; j < columns; j++) {
    const [from, to] = [j * table.rows, j * rows.length];
    for (let i = 0; i < rows.length; i++) columnBins[to + i] = table.columnBins[from + rows[i]!]!;
  }
  columnBins.set(places, columns * rows.length);
  return { rows: rows.length, bins: { columns: counts.length, counts, bounds }, columnBins };
}

/**
 * First bin whose upper bound is not below `value`: 255 bounds (the last ones Infinity) halved in eight
 * steps. A boolean made a number is no branch to guess: 15 ns a value instead of 44.
 */
function binOf(value: number, bounds: Float64Array, start: number): number {
  if (value !== value) return MISSING_BIN;
  let bin = Number(value > bounds[start + 127]!) << 7;
  bin |= Number(value > bounds[start + bin + 63]!) << 6;
  bin |= Number(value > bounds[start + bin + 31]!) << 5;
  bin |= Number(value > bounds[start + bin + 15]!) << 4;
  bin |= Number(value > bounds[start + bin + 7]!) << 3;
  bin |= Number(value > bounds[start + bin + 3]!) << 2;
  bin |= Number(value > bounds[start + bin + 1]!) << 1;
  return bin | Number(value > bounds[start + bin]!);
}

/** The raw-value threshold of "bin <= `bin`" in `column`: x <= threshold says the same about numbers. */
export function boundOf(bins: FeatureBins, column: number, bin: number): number {
  return bins.bounds[column * MISSING_BIN + bin]!;
}
