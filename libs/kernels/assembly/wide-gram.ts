/** Rows of a float64 block: it takes as much scratch as a float32 block of twice as many. */
export const WIDE_BLOCK_ROWS: usize = 64;
export const PANEL_BYTES: usize = WIDE_BLOCK_ROWS * 32;

/** Packs scale * vector as float64 into panels of 4 columns (32 bytes a row). */
// @ts-ignore: decorator
@inline
export function packWideRow(vector: usize, bytes: usize, scale: f64, panels: usize, row: usize): void {
  const s = f64x2.splat(scale);
  let to = panels + row * 32;
  for (const end = vector + bytes; vector < end; vector += 16, to += PANEL_BYTES) {
    const four = v128.load(vector);
    v128.store(to, f64x2.mul(s, f64x2.promote_low_f32x4(four)));
    v128.store(to, f64x2.mul(s, f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3))), 16);
  }
}

/** target += Zt Z for the packed rows, lower triangle, all in float64. */
export function addWideBlock(panels: usize, rows: usize, width: usize, target: usize): void {
  for (let line: usize = 0; line < width; line += 4) {
    const left = panels + (line >> 2) * PANEL_BYTES;
    for (let column: usize = 0; column <= line; column += 4) {
      addTile(left, panels + (column >> 2) * PANEL_BYTES, rows, target + (line * width + column) * 8, width * 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTile(left: usize, right: usize, rows: usize, target: usize, lineBytes: usize): void {
  let a0 = v128.load(target);
  let a1 = v128.load(target, 16);
  let b0 = v128.load(target + lineBytes);
  let b1 = v128.load(target + lineBytes, 16);
  let c0 = v128.load(target + 2 * lineBytes);
  let c1 = v128.load(target + 2 * lineBytes, 16);
  let d0 = v128.load(target + 3 * lineBytes);
  let d1 = v128.load(target + 3 * lineBytes, 16);
  for (const end = right + rows * 32; right < end; right += 32, left += 32) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    let s = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(s, r0));
    a1 = f64x2.add(a1, f64x2.mul(s, r1));
    s = v128.load64_splat(left, 8);
    b0 = f64x2.add(b0, f64x2.mul(s, r0));
    b1 = f64x2.add(b1, f64x2.mul(s, r1));
    s = v128.load64_splat(left, 16);
    c0 = f64x2.add(c0, f64x2.mul(s, r0));
    c1 = f64x2.add(c1, f64x2.mul(s, r1));
    s = v128.load64_splat(left, 24);
    d0 = f64x2.add(d0, f64x2.mul(s, r0));
    d1 = f64x2.add(d1, f64x2.mul(s, r1));
  }
  v128.store(target, a0);
  v128.store(target, a1, 16);
  v128.store(target + lineBytes, b0);
  v128.store(target + lineBytes, b1, 16);
  v128.store(target + 2 * lineBytes, c0);
  v128.store(target + 2 * lineBytes, c1, 16);
  v128.store(target + 3 * lineBytes, d0);
  v128.store(target + 3 * lineBytes, d1, 16);
}

/**
 * partial = Yt Y (lower triangle) over rows from .. to - 1 of `vectors`, products and sums in float64: what
 * exact solves need.
 */
export function wideGramPartial(
  vectors: usize,
  from: usize,
  to: usize,
  width: usize,
  panels: usize,
  partial: usize,
): void {
  memory.fill(partial, 0, width * width * 8);
  const bytes = width * 4;
  for (let start = from; start < to; start += WIDE_BLOCK_ROWS) {
    const rows = min(WIDE_BLOCK_ROWS, to - start);
    for (let row: usize = 0; row < rows; row++) packWideRow(vectors + (start + row) * bytes, bytes, 1, panels, row);
    addWideBlock(panels, rows, width, partial);
  }
}
