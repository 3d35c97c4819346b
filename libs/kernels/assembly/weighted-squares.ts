import { addWideBlock, PANEL_BYTES } from './wide-gram';

/**
 * target += the sum of scale^2 * row row' over `count` rows (at most WIDE_BLOCK_ROWS) of `columns` float64
 * each, lower triangle, width x width, width the next multiple of 4. `scales` holds one a row; `panels` is
 * scratch of one block.
 */
export function addScaledBlock(
  rows: usize,
  scales: usize,
  count: usize,
  columns: usize,
  panels: usize,
  target: usize,
): void {
  for (let row: usize = 0; row < count; row++)
    packRow(rows + row * columns * 8, columns, load<f64>(scales + row * 8), panels + row * 32);
  addWideBlock(panels, count, (columns + 3) & ~3, target);
}

/** Writes scale * row into panels of 4 columns (32 bytes a row), zeros behind the last column. */
// @ts-ignore: decorator
@inline
function packRow(row: usize, columns: usize, scale: f64, to: usize): void {
  const s = f64x2.splat(scale);
  for (const end = row + (columns & ~3) * 8; row < end; row += 32, to += PANEL_BYTES) {
    v128.store(to, f64x2.mul(s, v128.load(row)));
    v128.store(to, f64x2.mul(s, v128.load(row, 16)), 16);
  }
  const left = columns & 3;
  if (left === 0) return;
  for (let k: usize = 0; k < 4; k++) store<f64>(to + k * 8, k < left ? scale * load<f64>(row + k * 8) : 0);
}
