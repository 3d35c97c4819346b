import { madd, maddBytes, sumsOf4, wholeSumsOf4 } from './lanes';

/** Inner products of the codes of a query with those of four rows. */
// @ts-ignore: decorator
@inline
export function codeProducts(q: usize, y0: usize, width: usize): v128 {
  let y1 = y0 + width;
  let y2 = y1 + width;
  let y3 = y2 + width;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (const stop = q + width; q < stop; q += 16, y0 += 16, y1 += 16, y2 += 16, y3 += 16) {
    const v = v128.load(q);
    a = maddBytes(v, v128.load(y0), a);
    b = maddBytes(v, v128.load(y1), b);
    c = maddBytes(v, v128.load(y2), c);
    d = maddBytes(v, v128.load(y3), d);
  }
  return wholeSumsOf4(a, b, c, d);
}

/** The inner product of the codes of a query with those of a row. */
// @ts-ignore: decorator
@inline
export function codeProduct(q: usize, y: usize, width: usize): i32 {
  let sums = i32x4.splat(0);
  for (const stop = q + width; q < stop; q += 16, y += 16) sums = maddBytes(v128.load(q), v128.load(y), sums);
  sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
}

/** Inner products of a query with four rows of `bytes` that begin `apart` from each other, with two sums each. */
// @ts-ignore: decorator
@inline
export function products(q: usize, y0: usize, bytes: usize, apart: usize): v128 {
  let y1 = y0 + apart;
  let y2 = y1 + apart;
  let y3 = y2 + apart;
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  let g = f32x4.splat(0);
  let h = f32x4.splat(0);
  for (const stop = q + bytes; q < stop; q += 32, y0 += 32, y1 += 32, y2 += 32, y3 += 32) {
    let v = v128.load(q);
    a = madd(v, v128.load(y0), a);
    b = madd(v, v128.load(y1), b);
    c = madd(v, v128.load(y2), c);
    d = madd(v, v128.load(y3), d);
    v = v128.load(q, 16);
    e = madd(v, v128.load(y0, 16), e);
    f = madd(v, v128.load(y1, 16), f);
    g = madd(v, v128.load(y2, 16), g);
    h = madd(v, v128.load(y3, 16), h);
  }
  return sumsOf4(f32x4.add(a, e), f32x4.add(b, f), f32x4.add(c, g), f32x4.add(d, h));
}
