import { STRIDE } from './gradient-histogram';

/** Bytes of one entry of a list of columns: its number, its bins without that of missing values, scratch; 4 each. */
export const COLUMN_BYTES: usize = 12;
const MISSING_BIN: usize = 255;
const ALMOST_ONE: f64 = 1 - 1e-12;

let bins: usize = 0;
let width: usize = 0;
let columns: usize = 0;
let columnsEnd: usize = 0;
/** Scratch of 256 x 4 bytes. */
let rowCounts: usize = 0;
let minRows: i32 = 0;
/** Curvature that a side with `minRows` rows certainly has. */
let sureHessian: f64 = 0;
let minHessian: f64 = 0;
let l2: f64 = 0;

/** Sets what all leaves of a tree share; curvatures are in the units of the histograms. */
export function startTree(
  rowBins: usize,
  rowBytes: usize,
  list: usize,
  listEnd: usize,
  countsAt: usize,
  leafRows: i32,
  largestHessian: f64,
  leafHessian: f64,
  penalty: f64,
): void {
  bins = rowBins;
  width = rowBytes;
  columns = list;
  columnsEnd = listEnd;
  rowCounts = countsAt;
  minRows = leafRows;
  sureHessian = <f64>leafRows * largestHessian;
  minHessian = max(1, leafHessian);
  l2 = penalty;
}

let rows: usize = 0;
let rowsEnd: usize = 0;
let gradient: f64 = 0;
let hessian: f64 = 0;
let own: f64 = 0;
let bestGain: f64 = 0;
/** What the sum of both sides must reach for a gain above `bestGain`, less rounding. */
let least: f64 = 0;
let found: usize = 0;
let isCounting: bool = false;
let countedColumn: usize = 0;

/**
 * Finds the split of a leaf of `count` rows with the highest gain GL^2/(HL+l2) + GR^2/(HR+l2) - G^2/(H+l2)
 * (Chen and Guestrin, KDD 2016, eq. 7). Missing values are tried on both sides; of equal gains the first
 * column and bin win, among splits that need no count of rows before the others. Writes to `result`, float64
 * each: gain (0: none), column, bin, where missing values go (0 right, 1 left, 2 there are none), gradient
 * and curvature of the left side.
 */
export function findSplit(
  histogram: usize,
  leafRows: usize,
  count: usize,
  leafGradient: f64,
  leafHessian: f64,
  result: usize,
): void {
  rows = leafRows;
  rowsEnd = leafRows + count * 4;
  gradient = leafGradient;
  hessian = leafHessian;
  own = (gradient * gradient) / (hessian + l2);
  // Half a unit in the last places of `own` is rounding, not gain.
  bestGain = own * 1e-12;
  least = (bestGain + own) * ALMOST_ONE;
  found = result;
  store<f64>(found, 0);
  countedColumn = 0;
  isCounting = false;
  for (let column = columns; column < columnsEnd; column += COLUMN_BYTES) {
    store<u32>(column, 0, 8);
    scanColumn(column, histogram);
  }
  isCounting = true;
  for (let column = columns; column < columnsEnd; column += COLUMN_BYTES)
    if (load<u32>(column, 8) !== 0) scanColumn(column, histogram);
}

function scanColumn(column: usize, histogram: usize): void {
  const cells = histogram + <usize>load<u32>(column) * STRIDE;
  const missing = load<i64>(cells + MISSING_BIN * 8);
  scan(column, cells, 0, missing === 0 ? 2 : 0);
  if (missing !== 0) scan(column, cells, missing, 1);
}

/**
 * Two bins at a time. Where their number is odd, the last pair has an empty cell in it, which changes no sum, or
 * that of missing values, which leaves nothing for the right side.
 */
function scan(column: usize, cells: usize, start: i64, missing: i32): void {
  const end = cells + <usize>load<u32>(column, 4) * 8;
  const totalG = f64x2.splat(gradient);
  const totalH = f64x2.splat(hessian);
  const penalty = f64x2.splat(l2);
  const minimum = f64x2.splat(minHessian);
  let limit = f64x2.splat(least);
  let before = i64x2.splat(start);
  for (let at = cells; at < end; at += 16) {
    const pair = v128.load(at);
    const sums = i64x2.add(pair, v128.shuffle<i64>(i64x2.splat(0), pair, 0, 2));
    const left = i64x2.add(before, sums);
    before = i64x2.add(before, v128.shuffle<i64>(sums, sums, 1, 1));
    const leftG = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(left, left, 1, 3, 1, 3));
    const leftH = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(left, left, 0, 2, 0, 2));
    const rightG = f64x2.sub(totalG, leftG);
    const rightH = f64x2.sub(totalH, leftH);
    const a = f64x2.add(leftH, penalty);
    const b = f64x2.add(rightH, penalty);
    const numerator = f64x2.add(
      f64x2.mul(f64x2.mul(leftG, leftG), b),
      f64x2.mul(f64x2.mul(rightG, rightG), a),
    );
    // A product where a quotient would take as long as the rest of the loop; it lets rounding pass, which
    // `consider` does not.
    const isBetter = v128.and(
      f64x2.ge(numerator, f64x2.mul(limit, f64x2.mul(a, b))),
      v128.and(f64x2.ge(leftH, minimum), f64x2.ge(rightH, minimum)),
    );
    if (!v128.any_true(isBetter)) continue;
    const bin = <i32>((at - cells) >> 3);
    consider(column, bin, missing, i64x2.extract_lane(left, 0));
    consider(column, bin + 1, missing, i64x2.extract_lane(left, 1));
    limit = f64x2.splat(least);
  }
}

/**
 * Takes the split as the best one where it is better and both sides have enough rows. While no rows are counted, a
 * split that is not certain only marks its column.
 */
function consider(column: usize, bin: i32, missing: i32, left: i64): void {
  const leftG = <f64>(left >> 32);
  const leftH = <f64>(left & 0xffffffff);
  const rightG = gradient - leftG;
  const rightH = hessian - leftH;
  if (leftH < minHessian || rightH < minHessian) return;
  const a = leftH + l2;
  const b = rightH + l2;
  const gain = (leftG * leftG * b + rightG * rightG * a) / (a * b) - own;
  if (gain <= bestGain) return;
  if (leftH < sureHessian || rightH < sureHessian) {
    if (!isCounting) store<u32>(column, 1, 8);
    if (!isCounting || !hasEnoughRows(column, bin, missing === 1)) return;
  }
  bestGain = gain;
  least = (bestGain + own) * ALMOST_ONE;
  store<f64>(found, gain);
  store<f64>(found, <f64>load<u32>(column), 8);
  store<f64>(found, <f64>bin, 16);
  store<f64>(found, <f64>missing, 24);
  store<f64>(found, leftG, 32);
  store<f64>(found, leftH, 40);
}

/**
 * Rows are not in the histogram: as the curvature of one has an upper bound, a large enough side certainly has
 * its `minRows`; only a split that is not certain is counted, exactly, over the rows of the leaf.
 */
function hasEnoughRows(column: usize, bin: i32, missingLeft: bool): bool {
  if (countedColumn !== column) {
    countedColumn = column;
    memory.fill(rowCounts, 0, 1024);
    const ofColumn = bins + <usize>load<u32>(column);
    for (let at = rows; at < rowsEnd; at += 4) {
      const count = rowCounts + <usize>load<u8>(ofColumn + <usize>load<u32>(at) * width) * 4;
      store<u32>(count, load<u32>(count) + 1);
    }
  }
  let left = missingLeft ? load<i32>(rowCounts + MISSING_BIN * 4) : 0;
  for (let b = 0; b <= bin; b++) left += load<i32>(rowCounts + <usize>b * 4);
  return left >= minRows && <i32>((rowsEnd - rows) >> 2) - left >= minRows;
}
