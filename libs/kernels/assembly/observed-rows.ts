import { madd, sumsOf4 } from './lanes';
import { rowNumber } from './row-numbers';

/**
 * Rows copied before they are used: enough random reads that don't wait for each other, few enough to stay in
 * the first-level cache.
 */
const GATHERED_AT_ONCE: usize = 16;

/**
 * Copies the vectors named by `indices` into one straight run, padded with zero vectors of weight 0 to a
 * multiple of 4, and adds their part of the residual to `r` while they are in the first-level cache.
 */
export function gather(
  vectors: usize,
  indices: usize,
  wide: bool,
  weights: usize,
  count: usize,
  bytes: usize,
  rows: usize,
  pulls: usize,
  x: usize,
  r: usize,
  bonus: f32,
): void {
  memory.copy(pulls, weights, count * 4);
  memory.fill(pulls + count * 4, 0, <usize>(-count & 3) * 4);
  for (let start: usize = 0; start < count; start += GATHERED_AT_ONCE) {
    const end = min(start + GATHERED_AT_ONCE, count);
    const block = rows + start * bytes;
    let to = block;
    for (let n = start; n < end; n++) {
      let from = vectors + rowNumber(indices, n, wide) * bytes;
      for (const stop = from + bytes; from < stop; from += 64, to += 64) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
        v128.store(to, v128.load(from, 48), 48);
      }
    }
    const missing = <usize>((start - end) & 3);
    memory.fill(to, 0, missing * bytes);
    addGathered(block, pulls + start * 4, end - start + missing, x, r, bytes, true, bonus);
  }
}

/**
 * q += sum over `count` gathered rows y (a multiple of 4, straight in memory) of pull * y, with
 *   pull = weight * (y . p) for a product, pull = weight + bonus - weight * (y . p) for a residual.
 * Four rows a pass: p and q are read and written once for four, and the rows are still in the first-level
 * cache for the second half.
 */
// @ts-ignore: decorator
@inline
export function addGathered(
  rows: usize,
  weights: usize,
  count: usize,
  p: usize,
  q: usize,
  bytes: usize,
  residual: bool,
  bonus: f32,
): void {
  for (const end = weights + count * 4; weights < end; weights += 16, rows += 4 * bytes) {
    addFour(rows, rows + bytes, rows + 2 * bytes, rows + 3 * bytes, v128.load(weights), p, q, bytes, residual, bonus);
  }
}

/** One step of {@link addGathered}: four rows anywhere in memory and their weights. */
// @ts-ignore: decorator
@inline
export function addFour(
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  weights: v128,
  p: usize,
  q: usize,
  bytes: usize,
  residual: bool,
  bonus: f32,
): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  let g = f32x4.splat(0);
  let h = f32x4.splat(0);
  let r0 = y0;
  let r1 = y1;
  let r2 = y2;
  let r3 = y3;
  let at = p;
  for (const end = p + bytes; at < end; at += 64, r0 += 64, r1 += 64, r2 += 64, r3 += 64) {
    let v = v128.load(at);
    a = madd(v, v128.load(r0), a);
    b = madd(v, v128.load(r1), b);
    c = madd(v, v128.load(r2), c);
    d = madd(v, v128.load(r3), d);
    v = v128.load(at, 16);
    e = madd(v, v128.load(r0, 16), e);
    f = madd(v, v128.load(r1, 16), f);
    g = madd(v, v128.load(r2, 16), g);
    h = madd(v, v128.load(r3, 16), h);
    v = v128.load(at, 32);
    a = madd(v, v128.load(r0, 32), a);
    b = madd(v, v128.load(r1, 32), b);
    c = madd(v, v128.load(r2, 32), c);
    d = madd(v, v128.load(r3, 32), d);
    v = v128.load(at, 48);
    e = madd(v, v128.load(r0, 48), e);
    f = madd(v, v128.load(r1, 48), f);
    g = madd(v, v128.load(r2, 48), g);
    h = madd(v, v128.load(r3, 48), h);
  }
  const dots = sumsOf4(f32x4.add(a, e), f32x4.add(b, f), f32x4.add(c, g), f32x4.add(d, h));
  let pulls = f32x4.mul(weights, dots);
  if (residual) pulls = f32x4.sub(f32x4.add(weights, f32x4.splat(bonus)), pulls);
  const s0 = v128.shuffle<f32>(pulls, pulls, 0, 0, 0, 0);
  const s1 = v128.shuffle<f32>(pulls, pulls, 1, 1, 1, 1);
  const s2 = v128.shuffle<f32>(pulls, pulls, 2, 2, 2, 2);
  const s3 = v128.shuffle<f32>(pulls, pulls, 3, 3, 3, 3);
  at = q;
  for (const end = q + bytes; at < end; at += 64, y0 += 64, y1 += 64, y2 += 64, y3 += 64) {
    v128.store(at, madd(s3, v128.load(y3), madd(s2, v128.load(y2), madd(s1, v128.load(y1), madd(s0, v128.load(y0), v128.load(at))))));
    v128.store(at, madd(s3, v128.load(y3, 16), madd(s2, v128.load(y2, 16), madd(s1, v128.load(y1, 16), madd(s0, v128.load(y0, 16), v128.load(at, 16))))), 16);
    v128.store(at, madd(s3, v128.load(y3, 32), madd(s2, v128.load(y2, 32), madd(s1, v128.load(y1, 32), madd(s0, v128.load(y0, 32), v128.load(at, 32))))), 32);
    v128.store(at, madd(s3, v128.load(y3, 48), madd(s2, v128.load(y2, 48), madd(s1, v128.load(y1, 48), madd(s0, v128.load(y0, 48), v128.load(at, 48))))), 48);
  }
}

/**
 * {@link addGathered} for rows that are read where they stand; `zeros` is a zero vector that fills the last
 * group up.
 */
export function addScattered(
  vectors: usize,
  indices: usize,
  wide: bool,
  weights: usize,
  count: usize,
  p: usize,
  q: usize,
  bytes: usize,
  residual: bool,
  bonus: f32,
  zeros: usize,
): void {
  const whole = <usize>(count & ~3);
  let n: usize = 0;
  for (; n < whole; n += 4, weights += 16) {
    addFour(
      vectors + rowNumber(indices, n, wide) * bytes,
      vectors + rowNumber(indices, n + 1, wide) * bytes,
      vectors + rowNumber(indices, n + 2, wide) * bytes,
      vectors + rowNumber(indices, n + 3, wide) * bytes,
      v128.load(weights),
      p,
      q,
      bytes,
      residual,
      bonus,
    );
  }
  const left = count & 3;
  if (left === 0) return;
  addFour(
    vectors + rowNumber(indices, n, wide) * bytes,
    left > 1 ? vectors + rowNumber(indices, n + 1, wide) * bytes : zeros,
    left > 2 ? vectors + rowNumber(indices, n + 2, wide) * bytes : zeros,
    zeros,
    f32x4(load<f32>(weights), left > 1 ? load<f32>(weights, 4) : 0, left > 2 ? load<f32>(weights, 8) : 0, 0),
    p,
    q,
    bytes,
    residual,
    bonus,
  );
}
