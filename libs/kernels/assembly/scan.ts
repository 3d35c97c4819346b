import { offer, thresholdOf } from './best-rows';
import {
  boundOf,
  codeProducts,
  CODES,
  fourOf,
  IDS,
  LEAST_SLACK,
  MISSED,
  NORMS,
  OF_MISSED,
  OF_NORM,
  products,
  QUERY_NORM,
  QUERY_SCALE,
  QUERY_SHIFT,
  SCALES,
  VECTORS,
  WIDTH,
} from './inner-products';

/** Room for the rounding of norms and sums in the bound |x| |y| on a score. */
const BOUND_SLACK: f32 = 1.00001;
/** Rows behind which it is looked whether the scan ends: in whole words of 64 bits. */
const STEP: u32 = 256;
/** The same where places are listed: long enough that memory is read ahead. */
const PLACES_STEP: u32 = 4096;

/**
 * Scans rows from .. end - 1 for the largest inner products with one query, or for the largest cosines with
 * one of length 1: first the codes of four rows; vectors are read only where the score that these allow at
 * most reaches the worst kept one. Both leave the result exact. False once |query| |row| cannot reach it: no row
 * behind can either.
 * @param from a multiple of 256. @param factor scores are multiplied by it, those below 0 divided. @param hidden,
 * left rows left out for all and for this query, by place, in whole words of 64 bits. @param places room for 4,099
 * places (uint32) where few rows may be found: then nothing of the others is read; else 0
 */
export function scanRows(
  table: usize,
  from: u32,
  end: u32,
  query: usize,
  byCosine: bool,
  factor: f64,
  best: usize,
  hidden: usize,
  left: usize,
  places: usize,
): bool {
  const width = <usize>load<u32>(table, WIDTH);
  const vectors = <usize>load<u32>(table, VECTORS);
  const rowCodes = <usize>load<u32>(table, CODES);
  const scales = <usize>load<u32>(table, SCALES);
  const missed = <usize>load<u32>(table, MISSED);
  const norms = <usize>load<u32>(table, NORMS);
  const ids = <usize>load<u32>(table, IDS);
  const codes = query + width * 4;
  const numbers = codes + width;
  const queryNorm = load<f32>(numbers, QUERY_NORM) * BOUND_SLACK;
  const scale = v128.load32_splat(numbers, QUERY_SCALE);
  const shift = v128.load32_splat(numbers, QUERY_SHIFT);
  const ofMissed = v128.load32_splat(numbers, OF_MISSED);
  const ofNorm = v128.load32_splat(numbers, OF_NORM);
  let reach = reachOf(best, factor);
  const step = places === 0 ? STEP : PLACES_STEP;
  for (let first = from; first < end; first += step) {
    if (!byCosine && load<f32>(norms + (<usize>first << 2)) * queryNorm < reach) return false;
    const stop = min<u32>(first + step, end);
    const count = places === 0 ? stop - first : placesNotIn(hidden, left, first, stop, places);
    for (let n: u32 = 0; n < count; n += 4) {
      let row0 = <usize>(first + n);
      let row1 = row0 + 1;
      let row2 = row0 + 2;
      let row3 = row0 + 3;
      let code0 = rowCodes + row0 * width;
      let code1 = code0 + width;
      let code2 = code1 + width;
      let code3 = code2 + width;
      let lengths: v128;
      let rowScales: v128;
      let rowMissed: v128;
      if (places === 0) {
        lengths = v128.load(norms + (row0 << 2));
        rowScales = v128.load(scales + (row0 << 2));
        rowMissed = v128.load(missed + (row0 << 2));
      } else {
        const at = places + (<usize>n << 2);
        row0 = <usize>load<u32>(at);
        row1 = <usize>load<u32>(at, 4);
        row2 = <usize>load<u32>(at, 8);
        row3 = <usize>load<u32>(at, 12);
        code0 = rowCodes + row0 * width;
        code1 = rowCodes + row1 * width;
        code2 = rowCodes + row2 * width;
        code3 = rowCodes + row3 * width;
        lengths = fourOf(norms, row0, row1, row2, row3);
        rowScales = fourOf(scales, row0, row1, row2, row3);
        rowMissed = fourOf(missed, row0, row1, row2, row3);
      }
      const sums = codeProducts(codes, code0, code1, code2, code3, width);
      const bound = boundOf(sums, shift, scale, rowScales, ofMissed, rowMissed, ofNorm, lengths);
      let least = f32x4.splat(reach);
      if (byCosine) least = f32x4.mul(least, lengths);
      // What is not a number bounds nothing: then vectors are read.
      let lanes = 15 & ~i32x4.bitmask(f32x4.lt(bound, least));
      if (lanes === 0) continue;
      if (count - n < 4) lanes &= (1 << (count - n)) - 1;
      if (places === 0) lanes &= ~(fourBits(hidden, row0) | fourBits(left, row0));
      if (lanes === 0) continue;
      const bytes = width * 4;
      let scores = products(
        query,
        vectors + row0 * bytes,
        vectors + row1 * bytes,
        vectors + row2 * bytes,
        vectors + row3 * bytes,
        bytes,
      );
      if (byCosine) scores = f32x4.div(scores, lengths);
      if ((lanes & 1) !== 0) offerBoosted(best, ids, row0, f32x4.extract_lane(scores, 0), factor);
      if ((lanes & 2) !== 0) offerBoosted(best, ids, row1, f32x4.extract_lane(scores, 1), factor);
      if ((lanes & 4) !== 0) offerBoosted(best, ids, row2, f32x4.extract_lane(scores, 2), factor);
      if ((lanes & 8) !== 0) offerBoosted(best, ids, row3, f32x4.extract_lane(scores, 3), factor);
      reach = reachOf(best, factor);
    }
  }
  return true;
}

/** No score below this reaches the worst kept one when it is multiplied. */
// @ts-ignore: decorator
@inline
function reachOf(best: usize, factor: f64): f32 {
  const threshold = <f64>thresholdOf(best);
  return <f32>((threshold < 0 ? threshold * factor * BOUND_SLACK : threshold / factor / BOUND_SLACK) - LEAST_SLACK);
}

// @ts-ignore: decorator
@inline
function offerBoosted(best: usize, ids: usize, row: usize, score: f32, factor: f64): void {
  offer(best, load<u32>(ids + (row << 2)), <f32>(score < 0 ? <f64>score / factor : <f64>score * factor));
}

/** The bits of four rows. @param row a multiple of 4 */
// @ts-ignore: decorator
@inline
function fourBits(bits: usize, row: usize): i32 {
  return (load<u8>(bits + (row >> 3)) >> (<u8>row & 4)) & 15;
}

/**
 * Lists the places from .. end - 1 whose bits are set in neither, and the last one three times more; returns
 * how many.
 */
// @ts-ignore: decorator
@inline
function placesNotIn(hidden: usize, left: usize, from: u32, end: u32, places: usize): u32 {
  let to = places;
  for (let first = from; first < end; first += 64) {
    const at = first >> 3;
    let word = ~(load<u64>(hidden + at) | load<u64>(left + at));
    if (end - first < 64) word &= (<u64>1 << (end - first)) - 1;
    for (; word !== 0; word &= word - 1, to += 4) store<u32>(to, first + <u32>ctz(word));
  }
  const last = to === places ? from : load<u32>(to - 4);
  for (let more: usize = 0; more < 12; more += 4) store<u32>(to + more, last);
  return <u32>((to - places) >> 2);
}
