import { offer, thresholdOf } from './best-rows';
import { dot, madd, sumsOf4 } from './lanes';

/** Room for the rounding of norms and sums in the bound |x| |y| on a score. */
const BOUND_SLACK: f32 = 1.00001;

/** Offers the rows of one group of four when one of them reaches the threshold: rare once the heap is full. */
// @ts-ignore: decorator
@inline
function offerFour(best: usize, ids: usize, row: u32, end: u32, scores: v128, hidden: usize, excluded: usize): void {
  if (!v128.any_true(f32x4.ge(scores, f32x4.splat(thresholdOf(best))))) return;
  ids += <usize>row << 2;
  offer(best, load<u32>(ids), f32x4.extract_lane(scores, 0), hidden, excluded);
  if (row + 1 < end) offer(best, load<u32>(ids, 4), f32x4.extract_lane(scores, 1), hidden, excluded);
  if (row + 2 < end) offer(best, load<u32>(ids, 8), f32x4.extract_lane(scores, 2), hidden, excluded);
  if (row + 3 < end) offer(best, load<u32>(ids, 12), f32x4.extract_lane(scores, 3), hidden, excluded);
}

/**
 * Scans rows from .. end - 1 of `vectors` (float32, width a multiple of 16) for the largest inner products with one query.
 * Four rows at a time with two sums each; what the rows past `end` hold is read but never offered. Rows stand by falling norm,
 * `ids` names them: the scan ends where |query| |row| can no longer reach the worst kept score, which leaves the result exact.
 */
export function scanOne(
  vectors: usize,
  norms: usize,
  ids: usize,
  from: u32,
  end: u32,
  width: usize,
  query: usize,
  queryNorm: f32,
  best: usize,
  hidden: usize,
  excluded: usize,
): void {
  const bytes = width * 4;
  let y0 = vectors + <usize>from * bytes;
  for (let row = from; row < end; row += 4) {
    if (load<f32>(norms + (<usize>row << 2)) * queryNorm * BOUND_SLACK < thresholdOf(best)) return;
    let y1 = y0 + bytes;
    let y2 = y1 + bytes;
    let y3 = y2 + bytes;
    const next = y3 + bytes;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let e = f32x4.splat(0);
    let f = f32x4.splat(0);
    let g = f32x4.splat(0);
    let h = f32x4.splat(0);
    let q = query;
    for (const stop = query + bytes; q < stop; q += 32, y0 += 32, y1 += 32, y2 += 32, y3 += 32) {
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
    y0 = next;
    const scores = sumsOf4(f32x4.add(a, e), f32x4.add(b, f), f32x4.add(c, g), f32x4.add(d, h));
    offerFour(best, ids, row, end, scores, hidden, excluded);
  }
}

/** scores[n] = query . the vector at place places[n], for `count` of them. */
export function scorePlaces(
  vectors: usize,
  width: usize,
  query: usize,
  places: usize,
  count: u32,
  scores: usize,
): void {
  const bytes = width * 4;
  for (const end = places + (<usize>count << 2); places < end; places += 4, scores += 4) {
    store<f32>(scores, dot(query, vectors + <usize>load<u32>(places) * bytes, bytes));
  }
}

/**
 * Scans for many queries: blocks of `blockRows` rows stay in the cache while two queries at a time meet them.
 * queries, bests and excluded follow each other every width * 4, bestBytes and excludedBytes bytes; `count` must be even.
 */
export function scanMany(
  vectors: usize,
  norms: usize,
  ids: usize,
  rows: u32,
  width: usize,
  blockRows: u32,
  queries: usize,
  queryNorms: usize,
  count: u32,
  bests: usize,
  bestBytes: usize,
  hidden: usize,
  excluded: usize,
  excludedBytes: usize,
): void {
  for (let from: u32 = 0; from < rows; from += blockRows) {
    const end = min(from + blockRows, rows);
    for (let n: usize = 0; n < <usize>count; n += 2) {
      const best = bests + n * bestBytes;
      const out = excluded + n * excludedBytes;
      const query = queries + n * width * 4;
      const normA = load<f32>(queryNorms + n * 4);
      const normB = load<f32>(queryNorms + n * 4, 4);
      scanTwo(vectors, norms, ids, from, end, width, query, normA, normB, best, best + bestBytes, hidden, out, out + excludedBytes);
    }
  }
}

// @ts-ignore: decorator
@inline
function scanTwo(
  vectors: usize,
  norms: usize,
  ids: usize,
  from: u32,
  end: u32,
  width: usize,
  query: usize,
  normA: f32,
  normB: f32,
  bestA: usize,
  bestB: usize,
  hidden: usize,
  excludedA: usize,
  excludedB: usize,
): void {
  const bytes = width * 4;
  let y0 = vectors + <usize>from * bytes;
  for (let row = from; row < end; row += 4) {
    const norm = load<f32>(norms + (<usize>row << 2)) * BOUND_SLACK;
    if (norm * normA < thresholdOf(bestA) && norm * normB < thresholdOf(bestB)) return;
    let y1 = y0 + bytes;
    let y2 = y1 + bytes;
    let y3 = y2 + bytes;
    const next = y3 + bytes;
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let b2 = f32x4.splat(0);
    let b3 = f32x4.splat(0);
    let p = query;
    let q = query + bytes;
    for (const stop = q; p < stop; p += 32, q += 32, y0 += 32, y1 += 32, y2 += 32, y3 += 32) {
      let u = v128.load(p);
      let v = v128.load(q);
      let y = v128.load(y0);
      a0 = madd(u, y, a0);
      b0 = madd(v, y, b0);
      y = v128.load(y1);
      a1 = madd(u, y, a1);
      b1 = madd(v, y, b1);
      y = v128.load(y2);
      a2 = madd(u, y, a2);
      b2 = madd(v, y, b2);
      y = v128.load(y3);
      a3 = madd(u, y, a3);
      b3 = madd(v, y, b3);
      u = v128.load(p, 16);
      v = v128.load(q, 16);
      y = v128.load(y0, 16);
      a0 = madd(u, y, a0);
      b0 = madd(v, y, b0);
      y = v128.load(y1, 16);
      a1 = madd(u, y, a1);
      b1 = madd(v, y, b1);
      y = v128.load(y2, 16);
      a2 = madd(u, y, a2);
      b2 = madd(v, y, b2);
      y = v128.load(y3, 16);
      a3 = madd(u, y, a3);
      b3 = madd(v, y, b3);
    }
    y0 = next;
    offerFour(bestA, ids, row, end, sumsOf4(a0, a1, a2, a3), hidden, excludedA);
    offerFour(bestB, ids, row, end, sumsOf4(b0, b1, b2, b3), hidden, excludedB);
  }
}
