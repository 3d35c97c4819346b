import type { SeededRandom } from '../random/seeded-random.js';
import type { BinnedTable } from './binned-table.js';
import { BINS_PER_COLUMN, COLUMN_STRIDE, MISSING_BIN } from './feature-bins.js';

/** A packed sum is positives * 2^26 + rows: whole numbers below 2^52, so exact in any order. */
export const POSITIVE_UNIT = 67108864;
const PER_POSITIVE_UNIT = 1 / POSITIVE_UNIT;
const WORDS = BINS_PER_COLUMN / 32;

export interface ForestSplit {
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

/**
 * Finds the split of a node with the lowest Gini impurity (Breiman et al. 1984) over columns drawn without replacement:
 * `triedColumns` of them, then more until one can be split at all. Only bins that occur are visited: they are marked in
 * 256 bits while the histogram is filled and cleared while it is read, so a small node costs by its rows, not by 256 bins.
 */
export class ForestSplitSearch {
  private readonly order: Uint16Array;
  private readonly histogram: Float64Array;
  private readonly marks: Int32Array;
  private readonly occupied = new Uint8Array(BINS_PER_COLUMN);
  private found: ForestSplit | null = null;

  constructor(
    private readonly table: BinnedTable,
    private readonly rules: { readonly minLeafRows: number; readonly triedColumns: number },
  ) {
    const { columns } = table.bins;
    this.order = Uint16Array.from({ length: columns }, (_, j) => j);
    this.histogram = new Float64Array(columns * COLUMN_STRIDE);
    this.marks = new Int32Array(columns * WORDS);
  }

  /** Puts the columns back in order, so that the draws of a tree do not depend on the trees before it. */
  startTree(): void {
    for (let j = 0; j < this.order.length; j++) this.order[j] = j;
  }

  /** The best split of `rows[begin..end)` with packed sum `sum`, or null when the node is pure, too small or constant. */
  best(
    rows: Uint32Array,
    begin: number,
    end: number,
    packed: Float64Array,
    sum: number,
    random: SeededRandom,
  ): ForestSplit | null {
    const positives = positivesOf(sum);
    const count = sum - positives * POSITIVE_UNIT;
    this.found = null;
    if (positives === 0 || positives === count || count < 2 * this.rules.minLeafRows || end - begin < 2)
      return null;
    let splittable = false;
    const { columns } = this.table.bins;
    const { order } = this;
    for (let tried = 0; tried < columns;) {
      const batch = tried === 0 ? Math.min(this.rules.triedColumns, columns) : 1;
      for (let k = tried; k < tried + batch; k++) {
        const other = k + random.int(columns - k);
        const column = order[other]!;
        order[other] = order[k]!;
        order[k] = column;
      }
      this.fill(rows, begin, end, packed, tried, tried + batch);
      for (let k = tried; k < tried + batch; k++)
        splittable = this.scan(order[k]!, count, positives) || splittable;
      tried += batch;
      if (splittable) break;
    }
    return this.found;
  }

  private fill(
    rows: Uint32Array,
    begin: number,
    end: number,
    packed: Float64Array,
    from: number,
    to: number,
  ): void {
    const { codes, bins } = this.table;
    const { order, histogram, marks } = this;
    const { columns } = bins;
    for (let i = begin; i < end; i++) {
      const row = rows[i]!;
      const value = packed[row]!;
      const start = row * columns;
      for (let k = from; k < to; k++) {
        const column = order[k]!;
        const code = codes[start + column]!;
        histogram[code]! += value;
        const bin = code - column * COLUMN_STRIDE;
        marks[column * WORDS + (bin >>> 5)]! |= 1 << (bin & 31);
      }
    }
  }

  /** False when all rows are in one bin. */
  private scan(column: number, count: number, positives: number): boolean {
    const { histogram, marks, occupied } = this;
    const base = column * COLUMN_STRIDE;
    const missing = histogram[base + MISSING_BIN]!;
    let bins = 0;
    for (let word = 0; word < WORDS; word++) {
      let bits = marks[column * WORDS + word]!;
      marks[column * WORDS + word] = 0;
      while (bits !== 0) {
        const lowest = bits & -bits;
        occupied[bins++] = word * 32 + 31 - Math.clz32(lowest);
        bits ^= lowest;
      }
    }
    if (bins > 1) {
      const values = missing === 0 ? bins : bins - 1;
      this.scanSide(column, values, 0, missing === 0 ? 'none' : 'right', count, positives);
      if (missing !== 0) this.scanSide(column, values, missing, 'left', count, positives);
    }
    for (let k = 0; k < bins; k++) histogram[base + occupied[k]!] = 0;
    return bins > 1;
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
      const gain =
        (leftPositives * leftPositives * rightCount + rightPositives * rightPositives * leftCount) /
          (leftCount * rightCount) -
        own;
      if (gain <= best) continue;
      best = gain;
      bestBin = occupied[k]!;
      bestLeft = left;
    }
    // Gini impurity of n rows with p positives, summed over rows, is 2 (p - p^2 / n).
    if (bestBin >= 0) this.found = { column, bin: bestBin, missing, leftSum: bestLeft, gain: 2 * best };
  }
}
