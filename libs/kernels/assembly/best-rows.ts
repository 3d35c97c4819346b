/**
 * The best rows found so far, in memory: k, size, threshold (float32), one free word, then k scores (float32)
 * and k row numbers. A heap with the worst on top; equal scores rank by the lower row, in whatever order rows
 * are offered.
 */
const SIZE: usize = 4;
const THRESHOLD: usize = 8;
const SCORES: usize = 16;

export function clearBest(best: usize, k: u32): void {
  store<u32>(best, k);
  store<u32>(best, 0, SIZE);
  store<f32>(best, -Infinity, THRESHOLD);
}

/** A score below this is not worth offering. */
// @ts-ignore: decorator
@inline
export function thresholdOf(best: usize): f32 {
  return load<f32>(best, THRESHOLD);
}

/** Keeps a row if it is good enough. */
export function offer(best: usize, row: u32, score: f32): void {
  if (!(score >= thresholdOf(best) && score > -Infinity)) return;
  const k = load<u32>(best);
  const size = load<u32>(best, SIZE);
  if (size === k && !isWorse(scoreAt(best, 0), rowAt(best, k, 0), score, row)) return;
  if (size < k) {
    siftUp(best, k, size, row, score);
    store<u32>(best, size + 1, SIZE);
    if (size + 1 < k) return;
  } else siftDown(best, k, size, row, score);
  store<f32>(best, load<f32>(best, SCORES), THRESHOLD);
}

/** Turns the heap into a list, best first; returns its length. */
export function sortBest(best: usize): u32 {
  const k = load<u32>(best);
  const size = load<u32>(best, SIZE);
  for (let last = size; last > 1; ) {
    last--;
    const score = scoreAt(best, 0);
    const row = rowAt(best, k, 0);
    siftDown(best, k, last, rowAt(best, k, last), scoreAt(best, last));
    put(best, k, last, row, score);
  }
  return size;
}

// @ts-ignore: decorator
@inline
function scoreAt(best: usize, at: u32): f32 {
  return load<f32>(best + (<usize>at << 2), SCORES);
}

// @ts-ignore: decorator
@inline
function rowAt(best: usize, k: u32, at: u32): u32 {
  return load<u32>(best + (<usize>(k + at) << 2), SCORES);
}

// @ts-ignore: decorator
@inline
function put(best: usize, k: u32, at: u32, row: u32, score: f32): void {
  store<f32>(best + (<usize>at << 2), score, SCORES);
  store<u32>(best + (<usize>(k + at) << 2), row, SCORES);
}

// @ts-ignore: decorator
@inline
function isWorse(score: f32, row: u32, than: f32, thanRow: u32): bool {
  return score < than || (score === than && row > thanRow);
}

function siftUp(best: usize, k: u32, at: u32, row: u32, score: f32): void {
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isWorse(score, row, scoreAt(best, above), rowAt(best, k, above))) break;
    put(best, k, at, rowAt(best, k, above), scoreAt(best, above));
    at = above;
  }
  put(best, k, at, row, score);
}

/** Puts an entry in at the top of the first `size` entries and lets it sink below what is worse. */
function siftDown(best: usize, k: u32, size: u32, row: u32, score: f32): void {
  let at: u32 = 0;
  while (true) {
    let child: u32 = 2 * at + 1;
    if (child >= size) break;
    if (
      child + 1 < size &&
      isWorse(scoreAt(best, child + 1), rowAt(best, k, child + 1), scoreAt(best, child), rowAt(best, k, child))
    ) {
      child++;
    }
    if (!isWorse(scoreAt(best, child), rowAt(best, k, child), score, row)) break;
    put(best, k, at, rowAt(best, k, child), scoreAt(best, child));
    at = child;
  }
  put(best, k, at, row, score);
}
