import { addWideBlock, packWideRow, WIDE_BLOCK_ROWS } from './wide-gram';

/**
 * x = the exact solution of one row: A = Yt Y + sum weight y yt + penalty I and b = sum (weight + bonus) y and
 * their Cholesky factorisation, all in float64: only the vectors y, `count` of them from `fixed` on, are
 * float32. False when A is not positive definite. Scratch: `panels` one block, `a` width x width float64,
 * `b` width float64.
 */
export function solveRow(
  weights: usize,
  count: usize,
  penalty: f64,
  fixed: usize,
  width: usize,
  gram: usize,
  bonus: f32,
  panels: usize,
  a: usize,
  b: usize,
  x: usize,
): bool {
  const bytes = width * 4;
  memory.copy(a, gram, width * width * 8);
  memory.fill(b, 0, width * 8);
  for (let start: usize = 0; start < count; start += WIDE_BLOCK_ROWS) {
    const rows = min(WIDE_BLOCK_ROWS, count - start);
    for (let row: usize = 0; row < rows; row++) {
      const y = fixed + (start + row) * bytes;
      const weight = load<f32>(weights + (start + row) * 4);
      packWideRow(y, bytes, sqrt<f64>(<f64>weight), panels, row);
      addWidened(b, <f64>weight + <f64>bonus, y, bytes);
    }
    addWideBlock(panels, rows, width, a);
  }
  return solve(a, b, penalty, width, x);
}

/** b (float64) += factor * y (float32). */
// @ts-ignore: decorator
@inline
function addWidened(b: usize, factor: f64, y: usize, bytes: usize): void {
  const f = f64x2.splat(factor);
  for (const end = y + bytes; y < end; y += 8, b += 16) {
    const two = f64x2.promote_low_f32x4(v128.load64_zero(y));
    v128.store(b, f64x2.add(v128.load(b), f64x2.mul(f, two)));
  }
}

/**
 * x = (a + penalty I)^-1 b: Cholesky by rows in place on the lower triangle, then two triangular solves.
 * False when not positive definite.
 */
function solve(a: usize, b: usize, penalty: f64, width: usize, x: usize): bool {
  const lineBytes = width * 8;
  for (let i: usize = 0; i < width; i++) {
    const line = a + i * lineBytes;
    for (let j: usize = 0; j < i; j++) {
      const other = a + j * lineBytes;
      const value = load<f64>(line + j * 8) - dotWide(line, other, j);
      store<f64>(line + j * 8, value * load<f64>(other + j * 8));
    }
    const square = load<f64>(line + i * 8) + penalty - dotWide(line, line, i);
    if (!(square > 0 && square < Infinity)) return false;
    // The diagonal keeps its inverse: multiplying is cheaper than dividing in the inner loop.
    store<f64>(line + i * 8, 1 / sqrt<f64>(square));
    store<f64>(b + i * 8, (load<f64>(b + i * 8) - dotWide(line, b, i)) * load<f64>(line + i * 8));
  }
  for (let i = width; i-- > 0; ) {
    const line = a + i * lineBytes;
    const value = load<f64>(b + i * 8) * load<f64>(line + i * 8);
    store<f64>(b + i * 8, value);
    subtractWide(b, value, line, i);
    store<f32>(x + i * 4, <f32>value);
  }
  return true;
}

/** b -= value * line, `count` float64 values. */
// @ts-ignore: decorator
@inline
function subtractWide(b: usize, value: f64, line: usize, count: usize): void {
  const v = f64x2.splat(value);
  let n: usize = 0;
  for (; n + 2 <= count; n += 2, b += 16, line += 16) {
    v128.store(b, f64x2.sub(v128.load(b), f64x2.mul(v, v128.load(line))));
  }
  if (n < count) store<f64>(b, load<f64>(b) - value * load<f64>(line));
}

/** Dot product of `count` float64 values. */
function dotWide(x: usize, y: usize, count: usize): f64 {
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let n: usize = 0;
  for (; n + 4 <= count; n += 4, x += 32, y += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(x), v128.load(y)));
    t = f64x2.add(t, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; n < count; n++, x += 8, y += 8) sum += load<f64>(x) * load<f64>(y);
  return sum;
}
