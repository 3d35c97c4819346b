/** Goes through all steps of a work at once. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Rows whose norms are computed, or entries that are sorted or merged, in one step: some milliseconds. */
const STEP = 65_536;

/** Length of each row of a table. @throws RangeError when a value is not finite. */
export function* normsInSteps(vectors: Float32Array, factors: number): Generator<void, Float32Array> {
  const norms = new Float32Array(vectors.length / factors);
  const rows = Math.ceil(STEP / factors) * 16;
  for (let row = 0; row < norms.length; row++) {
    let square = 0;
    for (let at = row * factors; at < (row + 1) * factors; at++) square += vectors[at]! * vectors[at]!;
    if (!Number.isFinite(square)) throw new RangeError(`row ${row} holds a value that is not finite`);
    norms[row] = Math.sqrt(square);
    if (row % rows === rows - 1) yield;
  }
  return norms;
}

/** Rows that an exact index can hold. */
const MOST_EXACT_ROWS = 2 ** 22;

/**
 * Rows by falling norm, equal norms by row: order[rank] = row, rank[row] = rank.
 * @throws RangeError above 4,194,304 rows.
 */
export function* normOrderInSteps(
  norms: Float32Array,
): Generator<void, { order: Int32Array; rank: Int32Array }> {
  if (norms.length > MOST_EXACT_ROWS)
    throw new RangeError(`at most ${MOST_EXACT_ROWS} rows, not ${norms.length}`);
  // The bits of positive floats order like the floats; a number holds them and the row exactly, and numbers
  // sort without a comparator.
  const bits = new Uint32Array(norms.buffer, norms.byteOffset, norms.length);
  const keys = new Float64Array(norms.length);
  for (let row = 0; row < keys.length; row++) {
    keys[row] = (0x7fffffff - bits[row]!) * MOST_EXACT_ROWS + row;
    if (row % STEP === STEP - 1) yield;
  }
  const sorted = yield* sortedInSteps(keys);
  const order = new Int32Array(norms.length);
  const rank = new Int32Array(norms.length);
  for (let at = 0; at < order.length; at++) {
    order[at] = sorted[at]! % MOST_EXACT_ROWS;
    rank[order[at]!] = at;
    if (at % STEP === STEP - 1) yield;
  }
  return { order, rank };
}

/** Ascending: parts are sorted, and merged two by two. */
function* sortedInSteps(keys: Float64Array): Generator<void, Float64Array> {
  for (let from = 0; from < keys.length; from += STEP) {
    keys.subarray(from, from + STEP).sort();
    yield;
  }
  let from = keys;
  let to: Float64Array = new Float64Array(keys.length > STEP ? keys.length : 0);
  for (let width = STEP; width < keys.length; width *= 2) {
    for (let start = 0; start < keys.length; start += 2 * width) {
      const middle = Math.min(keys.length, start + width);
      const end = Math.min(keys.length, start + 2 * width);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takesLeft = right === end || (left < middle && from[left]! < from[right]!);
        to[at] = takesLeft ? from[left++]! : from[right++]!;
        if (at % (4 * STEP) === 4 * STEP - 1) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
