import { madd, sumsOf4 } from './lanes';

/**
 * The lower triangle of `from`, n x n float64, in `to`, of `width` x `width` float32, with rows of the identity
 * behind it: what is right of the diagonal is anything.
 */
export function narrowSymmetric(from: usize, n: usize, to: usize, width: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const source = from + i * n * 8;
    const target = to + i * width * 4;
    let k: usize = 0;
    for (; k + 2 <= i; k += 2)
      v128.store64_lane(target + k * 4, f32x4.demote_f64x2_zero(v128.load(source + k * 8)), 0);
    for (; k <= i; k++) store<f32>(target + k * 4, <f32>load<f64>(source + k * 8));
  }
  for (let i = n; i < width; i++) {
    memory.fill(to + i * width * 4, 0, i * 4);
    store<f32>(to + i * width * 4 + i * 4, 1);
  }
}

/** residual = b - A x, by the lower triangle of A, n x n float64. */
export function leaveResidual(a: usize, n: usize, x: usize, b: usize, residual: usize): void {
  memory.copy(residual, b, n * 8);
  for (let i: usize = 0; i < n; i++) {
    const line = a + i * n * 8;
    const own = load<f64>(x + i * 8);
    const factor = f64x2.splat(-own);
    let sums = f64x2.splat(0);
    let k: usize = 0;
    for (; k + 2 <= i; k += 2) {
      const values = v128.load(line + k * 8);
      const place = residual + k * 8;
      sums = f64x2.add(sums, f64x2.mul(values, v128.load(x + k * 8)));
      v128.store(place, f64x2.add(v128.load(place), f64x2.mul(factor, values)));
    }
    let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) + load<f64>(line + i * 8) * own;
    for (; k < i; k++) {
      const value = load<f64>(line + k * 8);
      const place = residual + k * 8;
      sum += value * load<f64>(x + k * 8);
      store<f64>(place, load<f64>(place) - value * own);
    }
    store<f64>(residual + i * 8, load<f64>(residual + i * 8) - sum);
  }
}

/**
 * Factorises a symmetric matrix in place, A = L Lt, by tiles of 4 x 4; the diagonal keeps the inverse of that of L.
 * `a` holds n x n float32, n a multiple of 4, of which the lower triangle is read. False where a pivot is not above
 * `least` of its diagonal: A is not positive definite, or nearly not.
 */
export function factoriseSymmetric(a: usize, n: usize, least: f32): bool {
  for (let j: usize = 0; j < n; j += 4) {
    for (let k: usize = 0; k < j; k += 4) {
      subtractProducts(a, n, j, k);
      for (let row: usize = 0; row < 4; row++) solveTileRow(a + (j + row) * n * 4 + k * 4, a, n, k);
    }
    const diagonal = a + j * n * 4 + j * 4;
    const before0 = load<f32>(diagonal);
    const before1 = load<f32>(diagonal + n * 4 + 4);
    const before2 = load<f32>(diagonal + n * 8 + 8);
    const before3 = load<f32>(diagonal + n * 12 + 12);
    subtractProducts(a, n, j, j);
    if (!factoriseRow(diagonal, n, 0, least * before0)) return false;
    if (!factoriseRow(diagonal, n, 1, least * before1)) return false;
    if (!factoriseRow(diagonal, n, 2, least * before2)) return false;
    if (!factoriseRow(diagonal, n, 3, least * before3)) return false;
  }
  return true;
}

/** x = A^-1 b in place, n float32 each, for L as {@link factoriseSymmetric} leaves it. */
export function solveFactorised(a: usize, n: usize, b: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const line = a + i * n * 4;
    let sums = f32x4.splat(0);
    let k: usize = 0;
    for (; k + 4 <= i; k += 4) sums = madd(v128.load(line + k * 4), v128.load(b + k * 4), sums);
    const four = sumsOf4(sums, sums, sums, sums);
    let value = load<f32>(b + i * 4) - f32x4.extract_lane(four, 0);
    for (; k < i; k++) value -= load<f32>(line + k * 4) * load<f32>(b + k * 4);
    store<f32>(b + i * 4, value * load<f32>(line + i * 4));
  }
  for (let i = n; i-- > 0; ) {
    const line = a + i * n * 4;
    const value = load<f32>(b + i * 4) * load<f32>(line + i * 4);
    store<f32>(b + i * 4, value);
    const factor = f32x4.splat(-value);
    let k: usize = 0;
    for (; k + 4 <= i; k += 4)
      v128.store(b + k * 4, madd(factor, v128.load(line + k * 4), v128.load(b + k * 4)));
    for (; k < i; k++) store<f32>(b + k * 4, load<f32>(b + k * 4) - value * load<f32>(line + k * 4));
  }
}

/** Of the tile of rows from j and columns from k: minus the products of these rows of L, up to column k. */
function subtractProducts(a: usize, n: usize, j: usize, k: usize): void {
  const lineBytes = n * 4;
  for (let row: usize = 0; row < 4; row += 2) {
    let p = a + (j + row) * lineBytes;
    let q = a + k * lineBytes;
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let b2 = f32x4.splat(0);
    let b3 = f32x4.splat(0);
    for (const end = p + k * 4; p < end; p += 16, q += 16) {
      const x = v128.load(p);
      const y = v128.load(p + lineBytes);
      const c0 = v128.load(q);
      const c1 = v128.load(q + lineBytes);
      const c2 = v128.load(q + 2 * lineBytes);
      const c3 = v128.load(q + 3 * lineBytes);
      a0 = madd(x, c0, a0);
      a1 = madd(x, c1, a1);
      a2 = madd(x, c2, a2);
      a3 = madd(x, c3, a3);
      b0 = madd(y, c0, b0);
      b1 = madd(y, c1, b1);
      b2 = madd(y, c2, b2);
      b3 = madd(y, c3, b3);
    }
    // Now behind column k, where the tile is.
    v128.store(p, f32x4.sub(v128.load(p), sumsOf4(a0, a1, a2, a3)));
    v128.store(p + lineBytes, f32x4.sub(v128.load(p + lineBytes), sumsOf4(b0, b1, b2, b3)));
  }
}

/** A row of a tile of columns from k: solved by the tile of L on the diagonal there. */
// @ts-ignore: decorator
@inline
function solveTileRow(row: usize, a: usize, n: usize, k: usize): void {
  const l = a + k * n * 4 + k * 4;
  const line1 = l + n * 4;
  const line2 = line1 + n * 4;
  const line3 = line2 + n * 4;
  const x0 = load<f32>(row) * load<f32>(l);
  const x1 = (load<f32>(row, 4) - x0 * load<f32>(line1)) * load<f32>(line1, 4);
  const x2 = (load<f32>(row, 8) - x0 * load<f32>(line2) - x1 * load<f32>(line2, 4)) * load<f32>(line2, 8);
  const x3 =
    (load<f32>(row, 12) - x0 * load<f32>(line3) - x1 * load<f32>(line3, 4) - x2 * load<f32>(line3, 8)) *
    load<f32>(line3, 12);
  store<f32>(row, x0);
  store<f32>(row, x1, 4);
  store<f32>(row, x2, 8);
  store<f32>(row, x3, 12);
}

/** Row `row` of a tile on the diagonal; false where its pivot is not above `least`. */
// @ts-ignore: decorator
@inline
function factoriseRow(tile: usize, n: usize, row: usize, least: f32): bool {
  const line = tile + row * n * 4;
  let pivot = load<f32>(line + row * 4);
  for (let k: usize = 0; k < row; k++) {
    const other = tile + k * n * 4;
    let value = load<f32>(line + k * 4);
    for (let m: usize = 0; m < k; m++) value -= load<f32>(line + m * 4) * load<f32>(other + m * 4);
    value *= load<f32>(other + k * 4);
    store<f32>(line + k * 4, value);
    pivot -= value * value;
  }
  if (!(pivot > least && pivot < Infinity)) return false;
  store<f32>(line + row * 4, 1 / sqrt<f32>(pivot));
  return true;
}
