import type { SeededRandom } from '../random/seeded-random.js';
import type { BinnedTable } from './binned-table.js';
import { BINS_PER_COLUMN, COLUMN_STRIDE, MISSING_BIN } from './feature-bins.js';

/** A packed sum is positives * 2^26 + rows: whole numbers below 2^52, so exact in any order. */
export const POSITIVE_UNIT = 67108864;
const PER_POSITIVE_UNIT = 1 / POSITIVE_UNIT;

interface ForestSplit {
  column: number;
  bin: number;
  missing: 'left' | 'right' | 'none';
  leftSum: number;
  /** Fall of the summed Gini impurity, in rows. */
  gain: number;
}

export function positivesOf(sum: number): number {
  return Math.floor(sum * PER_POSITIVE_UNIT);
}

/** What a gain may lose by rounding before it is computed exactly. */
const ALMOST_ONE = 1 - 1e-12;

/** The rows of a node, `rows[begin..end)`, and their packed sum; `packed` by row number. */
interface DrawnRows {
  readonly rows: Uint32Array;
  readonly begin: number;
  readonly end: number;
  readonly packed: Float64Array;
  readonly sum: number;
}

/**
 * Finds the split of a node with the lowest Gini impurity (Breiman et al. 1984) over columns drawn without replacement:
 * `triedColumns` of them, then more until one can be split at all. Rows are counted column by column, so that
 * only what was drawn is read.
 */
export class ForestSplitSearch {
  private readonly order: Uint16Array;
  /** One a column, and two that are not read. */
  private readonly histogram: Float64Array;
  private readonly occupied = new Uint8Array(BINS_PER_COLUMN);
  /** Packed numbers of the rows of a node, in their order. */
  private readonly inOrder: Float64Array;
  private found: ForestSplit | null = null;

  constructor(
    private readonly table: BinnedTable,
    private readonly rules: { readonly minLeafRows: number; readonly triedColumns: number },
  ) {
    const { columns } = table.bins;
    this.order = Uint16Array.from({ length: columns }, (_, j) => j);
    this.histogram = new Float64Array((columns + 2) * COLUMN_STRIDE);
    this.inOrder = new Float64Array(table.rows);
  }

  /** Puts the columns back in order, so that the draws of a tree do not depend on the trees before it. */
  startTree(): void {
    for (let j = 0; j < this.order.length; j++) this.order[j] = j;
  }

  /** The best split of a node, or null when it is pure, too small or constant. */
  best(node: DrawnRows, random: SeededRandom): ForestSplit | null {
    const { begin, end, sum } = node;
    const positives = positivesOf(sum);
    const count = sum - positives * POSITIVE_UNIT;
    this.found = null;
    if (positives === 0 || positives === count || count < 2 * this.rules.minLeafRows || end - begin < 2)
      return null;
    const { rows, packed } = node;
    for (let i = begin; i < end; i++) this.inOrder[i - begin] = packed[rows[i]!]!;
    let splittable = false;
    const { columns } = this.table.bins;
    for (let tried = 0; tried < columns;) {
      const batch = tried === 0 ? Math.min(this.rules.triedColumns, columns) : 1;
      const drawn = this.draw(tried, tried + batch, random);
      this.fillColumns(node, drawn);
      for (const column of drawn) {
        const bins = this.occupiedOf(column);
        this.scan(column, bins, count, positives);
        splittable ||= bins > 1;
      }
      tried += batch;
      if (splittable) break;
    }
    return this.found;
  }

  /** Draws the columns at `from` to `to` of the order among those not drawn before. */
  private draw(from: number, to: number, random: SeededRandom): Uint16Array {
    const { order } = this;
    for (let k = from; k < to; k++) {
      const other = k + random.int(order.length - k);
      const column = order[other]!;
      order[other] = order[k]!;
      order[k] = column;
    }
    return order.subarray(from, to);
  }

  /**
   * Three columns at a time: an addition waits for the last one to the same cell, which most often is that of
   * the row before.
   */
  private fillColumns({ rows, begin, end }: DrawnRows, drawn: Uint16Array): void {
    const { columns } = this.table.bins;
    const columnsOf = (k: number) => [0, 1, 2].map((ahead) => drawn[Math.min(k + ahead, drawn.length - 1)]!);
    for (let k = 0; k < drawn.length; k += 3) {
      const [a, b, c] = columnsOf(k) as [number, number, number];
      // Where fewer are left, the others are counted where no code reads.
      const [intoB, intoC] = [k + 1 < drawn.length ? b : columns, k + 2 < drawn.length ? c : columns + 1];
      this.fillThree(rows, begin, end, a, b, c, intoB, intoC);
    }
  }

  private fillThree(
    rows: Uint32Array,
    begin: number,
    end: number,
    a: number,
    b: number,
    c: number,
    intoB: number,
    intoC: number,
  ): void {
    const { histogram, inOrder } = this;
    const { columnBins, rows: height } = this.table;
    const [atA, atB, atC] = [a * height, b * height, c * height];
    const [toA, toB, toC] = [a * COLUMN_STRIDE, intoB * COLUMN_STRIDE, intoC * COLUMN_STRIDE];
    for (let i = begin; i < end; i++) {
      const row = rows[i]!;
      const value = inOrder[i - begin]!;
      histogram[toA + columnBins[atA + row]!]! += value;
      histogram[toB + columnBins[atB + row]!]! += value;
      histogram[toC + columnBins[atC + row]!]! += value;
    }
  }

  /**
   * Writes the bins of a column that hold rows to `occupied`, ascending, and returns how many they are. Every
   * row counts, so no sum is 0.
   */
  private occupiedOf(column: number): number {
    const { histogram, occupied } = this;
    const base = column * COLUMN_STRIDE;
    const values = this.table.bins.counts[column]!;
    let bins = 0;
    for (let bin = 0; bin < values; bin++) {
      occupied[bins] = bin;
      bins += histogram[base + bin] === 0 ? 0 : 1;
    }
    if (histogram[base + MISSING_BIN] !== 0) occupied[bins++] = MISSING_BIN;
    return bins;
  }

  /** Looks for a better split at the `bins` bins of `occupied`, and clears them. */
  private scan(column: number, bins: number, count: number, positives: number): void {
    const { histogram, occupied } = this;
    const base = column * COLUMN_STRIDE;
    const missing = histogram[base + MISSING_BIN]!;
    if (bins > 1) {
      const values = missing === 0 ? bins : bins - 1;
      this.scanSide(column, values, 0, missing === 0 ? 'none' : 'right', count, positives);
      if (missing !== 0) this.scanSide(column, values, missing, 'left', count, positives);
    }
    for (let k = 0; k < bins; k++) histogram[base + occupied[k]!] = 0;
  }

  private scanSide(
    column: number,
    bins: number,
    start: number,
    missing: ForestSplit['missing'],
    count: number,
    positives: number,
  ): void {
    const { histogram, occupied } = this;
    const { minLeafRows } = this.rules;
    const base = column * COLUMN_STRIDE;
    const own = (positives * positives) / count;
    let best = this.found === null ? own * 1e-12 : this.found.gain / 2;
    let bestBin = -1;
    let bestLeft = 0;
    let left = start;
    for (let k = 0; k < bins; k++) {
      left += histogram[base + occupied[k]!]!;
      const leftPositives = Math.floor(left * PER_POSITIVE_UNIT);
      const leftCount = left - leftPositives * POSITIVE_UNIT;
      const rightCount = count - leftCount;
      if (leftCount < minLeafRows) continue;
      if (rightCount < minLeafRows || rightCount === 0) break;
      const rightPositives = positives - leftPositives;
      const numerator =
        leftPositives * leftPositives * rightCount + rightPositives * rightPositives * leftCount;
      // A product where a quotient would take as long as the rest of the loop; it lets rounding pass, the
      // next line does not.
      if (numerator < (best + own) * (leftCount * rightCount) * ALMOST_ONE) continue;
      const gain = numerator / (leftCount * rightCount) - own;
      if (gain <= best) continue;
      best = gain;
      bestBin = occupied[k]!;
      bestLeft = left;
    }
    // Gini impurity of n rows with p positives, summed over rows, is 2 (p - p^2 / n).
    if (bestBin >= 0) this.found = { column, bin: bestBin, missing, leftSum: bestLeft, gain: 2 * best };
  }
}
