import { offer, thresholdOf } from './best-rows';
import { wholeSumsOf4 } from './lanes';

/**
 * Scans int8 codes (width a multiple of 16, `scales` one float32 a row) for the largest scale * (codes .
 * query) with an int16 query. Sums are exact in int32 as long as 127 * 32767 * width stays below 2^31: up to
 * 512 factors.
 */
export function scanCodes(
  codes: usize,
  scales: usize,
  end: u32,
  width: usize,
  query: usize,
  best: usize,
  hidden: usize,
  excluded: usize,
): void {
  let c0 = codes;
  for (let row: u32 = 0; row < end; row += 4) {
    let c1 = c0 + width;
    let c2 = c1 + width;
    let c3 = c2 + width;
    const next = c3 + width;
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let q = query;
    for (; c0 < codes + <usize>(row + 1) * width; c0 += 16, c1 += 16, c2 += 16, c3 += 16, q += 32) {
      let v = v128.load(q);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c0)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c1)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c2)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c3)));
      v = v128.load(q, 16);
      a = i32x4.add(a, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c0, 8)));
      b = i32x4.add(b, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c1, 8)));
      c = i32x4.add(c, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c2, 8)));
      d = i32x4.add(d, i32x4.dot_i16x8_s(v, v128.load_ext<i8>(c3, 8)));
    }
    c0 = next;
    const scores = f32x4.mul(f32x4.convert_i32x4_s(wholeSumsOf4(a, b, c, d)), v128.load(scales + ((<usize>row) << 2)));
    if (!v128.any_true(f32x4.ge(scores, f32x4.splat(thresholdOf(best))))) continue;
    offer(best, row, f32x4.extract_lane(scores, 0), hidden, excluded);
    if (row + 1 < end) offer(best, row + 1, f32x4.extract_lane(scores, 1), hidden, excluded);
    if (row + 2 < end) offer(best, row + 2, f32x4.extract_lane(scores, 2), hidden, excluded);
    if (row + 3 < end) offer(best, row + 3, f32x4.extract_lane(scores, 3), hidden, excluded);
  }
}
