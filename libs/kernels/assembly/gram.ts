import { madd } from './lanes';

/** Rows that are summed in registers (float32) before they are added to the float64 sum. */
export const BLOCK_ROWS: usize = 128;

/**
 * Packs rows for {@link addBlock}: panel p holds columns 8p .. 8p + 7 of each row, row after row (32 bytes
 * each), so that the product reads memory in a straight line at every width. `at` is where row number `row`
 * of the block goes.
 */
// @ts-ignore: decorator
@inline
export function packRow(vector: usize, bytes: usize, scale: v128, panels: usize, row: usize): void {
  let to = panels + row * 32;
  for (const end = vector + bytes; vector < end; vector += 32, to += BLOCK_ROWS * 32) {
    v128.store(to, f32x4.mul(scale, v128.load(vector)));
    v128.store(to, f32x4.mul(scale, v128.load(vector, 16)), 16);
  }
}

/**
 * target += Zt Z for the packed rows, lower triangle, float64 row by row (width x width; width a multiple of 16).
 * Tiles of 4 x 8 stay in registers over the block: 8 multiply-adds for 6 loads.
 */
export function addBlock(panels: usize, rows: usize, width: usize, target: usize): void {
  const panelBytes = BLOCK_ROWS * 32;
  for (let line: usize = 0; line < width; line += 4) {
    const left = panels + (line >> 3) * panelBytes + ((line & 7) << 2);
    for (let column: usize = 0; column <= line + 3; column += 8) {
      addTile(left, panels + (column >> 3) * panelBytes, rows, target + (line * width + column) * 8, width * 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function addTile(left: usize, right: usize, rows: usize, target: usize, lineBytes: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  for (const end = right + rows * 32; right < end; right += 32, left += 32) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    const a = v128.load32_splat(left);
    a0 = madd(a, r0, a0);
    a1 = madd(a, r1, a1);
    const b = v128.load32_splat(left, 4);
    b0 = madd(b, r0, b0);
    b1 = madd(b, r1, b1);
    const c = v128.load32_splat(left, 8);
    c0 = madd(c, r0, c0);
    c1 = madd(c, r1, c1);
    const d = v128.load32_splat(left, 12);
    d0 = madd(d, r0, d0);
    d1 = madd(d, r1, d1);
  }
  addLine(target, a0, a1);
  addLine(target + lineBytes, b0, b1);
  addLine(target + 2 * lineBytes, c0, c1);
  addLine(target + 3 * lineBytes, d0, d1);
}

// @ts-ignore: decorator
@inline
function addLine(target: usize, low: v128, high: v128): void {
  addPair(target, low);
  addPair(target + 16, v128.shuffle<f32>(low, low, 2, 3, 2, 3));
  addPair(target + 32, high);
  addPair(target + 48, v128.shuffle<f32>(high, high, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function addPair(target: usize, two: v128): void {
  v128.store(target, f64x2.add(v128.load(target), f64x2.promote_low_f32x4(two)));
}

/** partial = Yt Y (lower triangle, float64) over rows from .. to - 1 of `vectors`; `panels` is scratch of one block. */
export function gramPartial(
  vectors: usize,
  from: usize,
  to: usize,
  width: usize,
  panels: usize,
  partial: usize,
): void {
  memory.fill(partial, 0, width * width * 8);
  const bytes = width * 4;
  const one = f32x4.splat(1);
  for (let start = from; start < to; start += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, to - start);
    for (let row: usize = 0; row < rows; row++) packRow(vectors + (start + row) * bytes, bytes, one, panels, row);
    addBlock(panels, rows, width, partial);
  }
}

/**
 * Adds up the partial sums in their order, so that the sum is the same for any number of threads.
 * gram: float64, full; packed: float32 in panels of 8 columns, panel after panel, each width x 8, for timesGram.
 */
export function gramTotal(partials: usize, count: usize, width: usize, gram: usize, packed: usize): void {
  const size = width * width * 8;
  for (let line: usize = 0; line < width; line++) {
    for (let column: usize = 0; column <= line; column++) {
      const at = (line * width + column) * 8;
      let sum: f64 = 0;
      for (let part: usize = 0; part < count; part++) sum += load<f64>(partials + part * size + at);
      store<f64>(gram + at, sum);
      store<f64>(gram + (column * width + line) * 8, sum);
      store<f32>(packed + packedAt(line, column, width), f32(sum));
      store<f32>(packed + packedAt(column, line, width), f32(sum));
    }
  }
}

/** Where value (line, column) of a matrix in panels of 8 columns is, in bytes. */
// @ts-ignore: decorator
@inline
export function packedAt(line: usize, column: usize, width: usize): usize {
  return ((column >> 3) * width * 8 + line * 8 + (column & 7)) * 4;
}
