import { isSet, offer, thresholdOf } from './best-rows';
import { codeProduct, codeProducts, products } from './inner-products';
import { dot } from './lanes';

/**
 * A table in memory: the addresses of its columns and its width (a multiple of 16), 4 bytes each. Rows stand
 * by falling norm, and three more may be read behind the last. A row has a vector (float32), codes (one byte
 * a value, 64 + a whole number from -63 to 63) with the scale (float32) that makes them nearly the vector,
 * the length of what they miss (float32, rounded up), its norm (float32) and its number.
 */
const VECTORS: usize = 0;
const CODES: usize = 4;
const SCALES: usize = 8;
const MISSED: usize = 12;
const NORMS: usize = 16;
const IDS: usize = 20;
const WIDTH: usize = 24;

/**
 * A query in memory: its vector (width float32), codes (width bytes, -127 to 127), and behind them: its norm,
 * the scale of its codes, 64 times their sum (int32), and by what the length that a row's codes miss, and the
 * row's norm, are multiplied to bound what codes leave out of a score.
 */
const QUERY_NORM: usize = 0;
const QUERY_SCALE: usize = 4;
const QUERY_SHIFT: usize = 8;
const OF_MISSED: usize = 12;
const OF_NORM: usize = 16;

/** Room for the rounding of norms and sums in the bound |x| |y| on a score. */
const BOUND_SLACK: f32 = 1.00001;
/** More than scores near zero lose by rounding. */
const LEAST_SLACK: f32 = 1e-36;

/**
 * Groups of four rows of which it is tried whether all are excluded; then it goes on being tried where one of so many
 * was.
 */
const TRIED: u32 = 512;
const ONE_OF: u32 = 8;

/**
 * Scans rows from .. end - 1 for the largest inner products with one query, or for the largest cosines with
 * one of length 1. First the codes of four rows: vectors are read only where the score that these allow at
 * most reaches the worst kept one. By products the scan ends where
 * |query| |row| cannot reach it. Both leave the result exact.
 */
export function scanRows(
  table: usize,
  from: u32,
  end: u32,
  query: usize,
  byCosine: bool,
  best: usize,
  hidden: usize,
  excluded: usize,
): void {
  const width = <usize>load<u32>(table, WIDTH);
  const vectors = <usize>load<u32>(table, VECTORS);
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
  let row0 = <usize>load<u32>(table, CODES) + <usize>from * width;
  let tried: u32 = 0;
  let skipped: u32 = 0;
  for (let row = from; row < end; row += 4) {
    const at = <usize>row << 2;
    const threshold = thresholdOf(best);
    if (!byCosine && load<f32>(norms + at) * queryNorm < threshold) return;
    if (tried < TRIED || skipped * ONE_OF > tried) {
      tried++;
      if (areExcluded(ids + at, excluded, 15)) {
        skipped++;
        row0 += width * 4;
        continue;
      }
    }
    const sums = i32x4.sub(codeProducts(codes, row0, width), shift);
    row0 += width * 4;
    const lengths = v128.load(norms + at);
    let bound = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sums), scale), v128.load(scales + at));
    bound = f32x4.add(bound, f32x4.mul(ofMissed, v128.load(missed + at)));
    bound = f32x4.add(bound, f32x4.add(f32x4.mul(ofNorm, lengths), f32x4.splat(LEAST_SLACK)));
    if (byCosine) bound = f32x4.div(bound, lengths);
    // What is not a number bounds nothing: then vectors are read.
    const reaching = 15 & ~i32x4.bitmask(f32x4.lt(bound, f32x4.splat(threshold)));
    if (reaching === 0 || areExcluded(ids + at, excluded, reaching)) continue;
    let scores = products(query, vectors + <usize>row * width * 4, width * 4, width * 4);
    if (byCosine) scores = f32x4.div(scores, lengths);
    offerFour(best, ids + at, min<u32>(end - row, 4), scores, hidden, excluded);
  }
}

/** Words of 64 places of which those that may be found are listed at once. */
const WORDS: u32 = 4;

/**
 * {@link scanRows} where few rows may be found: nothing of the others is read. @param left rows left out by place, in
 * whole words of 64 bits. @param places room for 256 of them (uint32)
 */
export function scanFewRows(
  table: usize,
  rows: u32,
  query: usize,
  byCosine: bool,
  best: usize,
  hidden: usize,
  left: usize,
  places: usize,
): void {
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
  const scale = load<f32>(numbers, QUERY_SCALE);
  const shift = load<i32>(numbers, QUERY_SHIFT);
  const ofMissed = load<f32>(numbers, OF_MISSED);
  const ofNorm = load<f32>(numbers, OF_NORM);
  for (let first: u32 = 0; first < rows; first += WORDS * 64) {
    if (!byCosine && load<f32>(norms + (<usize>first << 2)) * queryNorm < thresholdOf(best)) return;
    const stop = placesNotIn(left, first, min<u32>(rows, first + WORDS * 64), places);
    for (let place = places; place < stop; place += 4) {
      const row = <usize>load<u32>(place);
      const at = row << 2;
      const threshold = thresholdOf(best);
      const norm = load<f32>(norms + at);
      const sum = <f32>(codeProduct(codes, rowCodes + row * width, width) - shift);
      let bound = sum * scale * load<f32>(scales + at) + ofMissed * load<f32>(missed + at);
      bound += ofNorm * norm + LEAST_SLACK;
      if (byCosine) bound /= norm;
      if (bound < threshold) continue;
      // As in groups of four, to the last bit.
      const score = f32x4.extract_lane(products(query, vectors + row * width * 4, width * 4, 0), 0);
      offer(best, load<u32>(ids + at), byCosine ? score / norm : score, hidden, hidden);
    }
  }
}

/** Lists the places from .. end - 1 whose bits are not set; returns where the list ends. */
// @ts-ignore: decorator
@inline
function placesNotIn(bits: usize, from: u32, end: u32, places: usize): usize {
  for (let first = from; first < end; first += 64) {
    let word = ~load<u64>(bits + (first >> 3));
    if (end - first < 64) word &= (<u64>1 << (end - first)) - 1;
    for (; word !== 0; word &= word - 1, places += 4) store<u32>(places, first + <u32>ctz(word));
  }
  return places;
}

/** Whether those of four rows whose bits are set in `lanes` are all excluded. */
// @ts-ignore: decorator
@inline
function areExcluded(ids: usize, excluded: usize, lanes: i32): bool {
  return (
    ((lanes & 1) === 0 || isSet(excluded, load<u32>(ids))) &&
    ((lanes & 2) === 0 || isSet(excluded, load<u32>(ids, 4))) &&
    ((lanes & 4) === 0 || isSet(excluded, load<u32>(ids, 8))) &&
    ((lanes & 8) === 0 || isSet(excluded, load<u32>(ids, 12)))
  );
}

/** Offers the first `count` of four rows when one of them reaches the threshold: rare once the heap is full. */
// @ts-ignore: decorator
@inline
function offerFour(best: usize, ids: usize, count: u32, scores: v128, hidden: usize, excluded: usize): void {
  if (!v128.any_true(f32x4.ge(scores, f32x4.splat(thresholdOf(best))))) return;
  offer(best, load<u32>(ids), f32x4.extract_lane(scores, 0), hidden, excluded);
  if (count > 1) offer(best, load<u32>(ids, 4), f32x4.extract_lane(scores, 1), hidden, excluded);
  if (count > 2) offer(best, load<u32>(ids, 8), f32x4.extract_lane(scores, 2), hidden, excluded);
  if (count > 3) offer(best, load<u32>(ids, 12), f32x4.extract_lane(scores, 3), hidden, excluded);
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
