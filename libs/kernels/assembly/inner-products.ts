import { madd, maddBytes, sumsOf4, wholeSumsOf4 } from './lanes';

/**
 * A table in memory: the addresses of its columns and its width (a multiple of 16), 4 bytes each. Rows stand
 * by falling norm, and three more may be read behind the last. A row has a vector (float32), codes (one byte
 * a value, 64 + a whole number from -63 to 63) with the scale (float32) that makes them nearly the vector,
 * the length of what they miss (float32, rounded up), its norm (float32) and its number.
 */
export const VECTORS: usize = 0;
export const CODES: usize = 4;
export const SCALES: usize = 8;
export const MISSED: usize = 12;
export const NORMS: usize = 16;
export const IDS: usize = 20;
export const WIDTH: usize = 24;

/**
 * A query in memory: its vector (width float32), codes (width bytes, -127 to 127), and behind them: its norm,
 * the scale of its codes, 64 times their sum (int32), and by what the length that a row's codes miss, and the
 * row's norm, are multiplied to bound what codes leave out of a score.
 */
export const QUERY_NORM: usize = 0;
export const QUERY_SCALE: usize = 4;
export const QUERY_SHIFT: usize = 8;
export const OF_MISSED: usize = 12;
export const OF_NORM: usize = 16;

/** More than scores near zero lose by rounding. */
export const LEAST_SLACK: f32 = 1e-36;

/** Inner products of the codes of a query with those of four rows. */
// @ts-ignore: decorator
@inline
export function codeProducts(q: usize, y0: usize, y1: usize, y2: usize, y3: usize, width: usize): v128 {
  let v = v128.load(q);
  let a = maddBytes(v, v128.load(y0), i32x4.splat(0));
  let b = maddBytes(v, v128.load(y1), i32x4.splat(0));
  let c = maddBytes(v, v128.load(y2), i32x4.splat(0));
  let d = maddBytes(v, v128.load(y3), i32x4.splat(0));
  for (let at: usize = 16; at < width; at += 16) {
    v = v128.load(q + at);
    a = maddBytes(v, v128.load(y0 + at), a);
    b = maddBytes(v, v128.load(y1 + at), b);
    c = maddBytes(v, v128.load(y2 + at), c);
    d = maddBytes(v, v128.load(y3 + at), d);
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

/** The most that the products of four rows with a query can be. @param sums of products of codes */
// @ts-ignore: decorator
@inline
export function boundOf(
  sums: v128,
  shift: v128,
  scale: v128,
  scales: v128,
  ofMissed: v128,
  missed: v128,
  ofNorm: v128,
  norms: v128,
): v128 {
  let bound = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(sums, shift)), scale), scales);
  bound = f32x4.add(bound, f32x4.mul(ofMissed, missed));
  return f32x4.add(bound, f32x4.add(f32x4.mul(ofNorm, norms), f32x4.splat(LEAST_SLACK)));
}

/** The values of four rows in a column. */
// @ts-ignore: decorator
@inline
export function fourOf(column: usize, row0: usize, row1: usize, row2: usize, row3: usize): v128 {
  let four = v128.load32_zero(column + (row0 << 2));
  four = v128.load_lane<f32>(column + (row1 << 2), four, 1);
  four = v128.load_lane<f32>(column + (row2 << 2), four, 2);
  return v128.load_lane<f32>(column + (row3 << 2), four, 3);
}

/**
 * scores[n] = query . the vector at place places[n], for `count` of them, by fours: as a scan finds it, to the last
 * bit. @param least 0, or what each score must reach: where codes show that none of four does, they have NaN
 */
export function scorePlaces(table: usize, query: usize, places: usize, count: u32, least: usize, scores: usize): void {
  const width = <usize>load<u32>(table, WIDTH);
  const vectors = <usize>load<u32>(table, VECTORS);
  const bytes = width * 4;
  for (let n: usize = 0; n < <usize>count << 2; n += 16) {
    const row0 = <usize>load<u32>(places + n);
    const row1 = <usize>load<u32>(places + n, 4);
    const row2 = <usize>load<u32>(places + n, 8);
    const row3 = <usize>load<u32>(places + n, 12);
    if (least !== 0 && !mayReach(table, query, row0, row1, row2, row3, v128.load(least + n))) {
      v128.store(scores + n, f32x4.splat(NaN));
      continue;
    }
    const four = products(
      query,
      vectors + row0 * bytes,
      vectors + row1 * bytes,
      vectors + row2 * bytes,
      vectors + row3 * bytes,
      bytes,
    );
    v128.store(scores + n, four);
  }
}

/** Whether one of four rows may have a product with a query that reaches its least. */
// @ts-ignore: decorator
@inline
function mayReach(table: usize, query: usize, row0: usize, row1: usize, row2: usize, row3: usize, least: v128): bool {
  const width = <usize>load<u32>(table, WIDTH);
  const rowCodes = <usize>load<u32>(table, CODES);
  const codes = query + width * 4;
  const numbers = codes + width;
  const sums = codeProducts(
    codes,
    rowCodes + row0 * width,
    rowCodes + row1 * width,
    rowCodes + row2 * width,
    rowCodes + row3 * width,
    width,
  );
  const bound = boundOf(
    sums,
    v128.load32_splat(numbers, QUERY_SHIFT),
    v128.load32_splat(numbers, QUERY_SCALE),
    fourOf(<usize>load<u32>(table, SCALES), row0, row1, row2, row3),
    v128.load32_splat(numbers, OF_MISSED),
    fourOf(<usize>load<u32>(table, MISSED), row0, row1, row2, row3),
    v128.load32_splat(numbers, OF_NORM),
    fourOf(<usize>load<u32>(table, NORMS), row0, row1, row2, row3),
  );
  return i32x4.bitmask(f32x4.lt(bound, least)) !== 15;
}
