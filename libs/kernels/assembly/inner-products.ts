import { madd, maddBytes, sumsOf4, wholeSumsOf4 } from './lanes';

/** Inner products of the codes of a query with those of four rows. */
// @ts-ignore: decorator
@inline
export function codeProducts(q: usize, y0: usize, y1: usize, y2: usize, y3: usize, width: usize): v128 {
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

/** Inner products of a query with four rows of `bytes`, with two sums each. */
// @ts-ignore: decorator
@inline
export function products(q: usize, y0: usize, y1: usize, y2: usize, y3: usize, bytes: usize): v128 {
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

/**
 * scores[n] = query . the vector at place places[n], for `count` of them, by fours: as a scan finds it, to the last
 * bit.
 */
export function scorePlaces(
  vectors: usize,
  width: usize,
  query: usize,
  places: usize,
  count: u32,
  scores: usize,
): void {
  const bytes = width * 4;
  for (const end = places + (<usize>count << 2); places < end; places += 16, scores += 16) {
    const four = products(
      query,
      vectors + <usize>load<u32>(places) * bytes,
      vectors + <usize>load<u32>(places, 4) * bytes,
      vectors + <usize>load<u32>(places, 8) * bytes,
      vectors + <usize>load<u32>(places, 12) * bytes,
      bytes,
    );
    v128.store(scores, four);
  }
}
