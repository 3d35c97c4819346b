import type { BinnedTable } from './binned-table.js';
import { BINS_PER_COLUMN, COLUMN_STRIDE, MISSING_BIN } from './feature-bins.js';
import { HESSIAN_UNIT, PER_HESSIAN_UNIT } from './packed-gradients.js';
import type { PackingScale } from './packed-gradients.js';

/** Fields of one candidate split in a Float64Array. */
export const SPLIT_FIELDS = 5;
/** Gain in packed units; 0 when there is no split. */
export const GAIN = 0;
export const COLUMN = 1;
export const BIN = 2;
/** 1 when missing values go left; 0 when right; 2 when the leaf has none in this column. */
export const MISSING = 3;
/** Packed sum of the left side. */
export const LEFT_SUM = 4;

const ALMOST_ONE = 1 - 1e-12;

export interface SplitRules {
  readonly minLeafRows: number;
  readonly minLeafHessian: number;
  readonly l2: number;
}

/** A leaf as the search sees it: its rows, their histogram and their packed sum. */
interface LeafRows {
  readonly rows: Uint32Array;
  readonly begin: number;
  readonly end: number;
  readonly histogram: Float64Array;
  readonly sum: number;
}

/**
 * Finds the split of a leaf with the highest gain GL^2/(HL+l2) + GR^2/(HR+l2) - G^2/(H+l2) (Chen and
 * Guestrin, KDD 2016, eq. 7) over some columns; missing values are tried on both sides. Of equal gains the
 * first column and bin win. Rows are not counted in the histogram: as a row's curvature is at most
 * `largestHessian`, a large enough side surely has its `minLeafRows`; only a winner that is not sure is
 * counted, exactly, over the leaf's rows.
 */
export class SplitSearch {
  private readonly rowCounts = new Float64Array(BINS_PER_COLUMN);
  private countedColumn = -1;
  private sureHessian = 0;
  private minHessian = 0;
  private l2 = 0;

  constructor(
    private readonly table: BinnedTable,
    private readonly rules: SplitRules,
  ) {}

  useScale(scale: PackingScale): void {
    this.sureHessian = this.rules.minLeafRows * scale.largestHessian;
    this.minHessian = this.rules.minLeafHessian * scale.hessian;
    this.l2 = this.rules.l2 * scale.hessian;
  }

  /** Writes the best split of `leaf` by one of the columns `used`, ascending, to `found` (SPLIT_FIELDS numbers). */
  best(leaf: LeafRows, used: Uint16Array, found: Float64Array): void {
    this.countedColumn = -1;
    const totalG = Math.floor(leaf.sum * PER_HESSIAN_UNIT);
    const totalH = leaf.sum - totalG * HESSIAN_UNIT;
    const own = (totalG * totalG) / (totalH + this.l2);
    // Half a unit in the last places of `own` is rounding, not gain.
    found[GAIN] = own * 1e-12;
    for (const column of used) {
      const missing = leaf.histogram[column * COLUMN_STRIDE + MISSING_BIN]!;
      this.scan(leaf, column, 0, missing === 0 ? 2 : 0, totalG, totalH, own, found);
      if (missing !== 0) this.scan(leaf, column, missing, 1, totalG, totalH, own, found);
    }
    if (found[GAIN] === own * 1e-12) found[GAIN] = 0;
  }

  private scan(
    leaf: LeafRows,
    column: number,
    startSum: number,
    missing: number,
    totalG: number,
    totalH: number,
    own: number,
    found: Float64Array,
  ): void {
    const { histogram } = leaf;
    const { l2, sureHessian, minHessian } = this;
    const base = column * COLUMN_STRIDE;
    const bins = this.table.bins.counts[column]!;
    let bestGain = found[GAIN]!;
    let least = (bestGain + own) * ALMOST_ONE;
    let left = startSum;
    for (let bin = 0; bin < bins; bin++) {
      const inBin = histogram[base + bin]!;
      if (inBin === 0) continue;
      left += inBin;
      const leftG = Math.floor(left * PER_HESSIAN_UNIT);
      const leftH = left - leftG * HESSIAN_UNIT;
      const rightH = totalH - leftH;
      if (rightH < 1) break;
      const rightG = totalG - leftG;
      const a = leftH + l2;
      const b = rightH + l2;
      const numerator = leftG * leftG * b + rightG * rightG * a;
      // A product where a quotient would take as long as the rest of the loop; it lets rounding pass, the
      // next line does not.
      if (numerator < least * (a * b)) continue;
      const gain = numerator / (a * b) - own;
      if (gain <= bestGain || leftH < minHessian || rightH < minHessian) continue;
      if (
        (leftH < sureHessian || rightH < sureHessian) &&
        !this.hasEnoughRows(leaf, column, bin, missing === 1)
      )
        continue;
      bestGain = gain;
      least = (bestGain + own) * ALMOST_ONE;
      found[GAIN] = gain;
      found[COLUMN] = column;
      found[BIN] = bin;
      found[MISSING] = missing;
      found[LEFT_SUM] = left;
    }
  }

  private hasEnoughRows(leaf: LeafRows, column: number, bin: number, missingLeft: boolean): boolean {
    const { rowCounts } = this;
    if (this.countedColumn !== column) {
      this.countedColumn = column;
      rowCounts.fill(0);
      const { columnBins, rows } = this.table;
      for (let i = leaf.begin; i < leaf.end; i++) rowCounts[columnBins[column * rows + leaf.rows[i]!]!]!++;
    }
    let left = missingLeft ? rowCounts[MISSING_BIN]! : 0;
    for (let b = 0; b <= bin; b++) left += rowCounts[b]!;
    const right = leaf.end - leaf.begin - left;
    return left >= this.rules.minLeafRows && right >= this.rules.minLeafRows;
  }
}
