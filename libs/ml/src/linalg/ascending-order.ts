/** Six digits of 11 bits hold the 64 bits of a number. */
const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGITS = 6;
const SIGN = 0x80000000;

/**
 * Places of `values` (no NaN) from the lowest up, equal ones in their order. A radix sort of the bits, least
 * digit first: it has no callback, so it takes a twentieth of the time of a sort by a function. Negate
 * the values for the highest first.
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const keys = sortableBits(values);
  const counts = digitCounts(keys);
  let order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let next = new Uint32Array(values.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const starts = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
    if (!makeStarts(starts, values.length)) continue;
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      next[starts[digitOf(keys, at, digit)]!++] = at;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Pairs of words, the lower one first, whose order as whole numbers is that of the values; 0 and -0 are equal. */
function sortableBits(values: ArrayLike<number>): Uint32Array {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = values[i]! + 0;
  const words = new Uint32Array(numbers.buffer);
  for (let i = 1; i < words.length; i += 2) {
    const isNegative = words[i]! >= SIGN;
    words[i - 1] = isNegative ? ~words[i - 1]! : words[i - 1]!;
    words[i] = isNegative ? ~words[i]! : words[i]! ^ SIGN;
  }
  return words;
}

function digitOf(keys: Uint32Array, at: number, digit: number): number {
  const low = keys[2 * at]!;
  const high = keys[2 * at + 1]!;
  switch (digit) {
    case 0:
      return low & (BUCKETS - 1);
    case 1:
      return (low >>> 11) & (BUCKETS - 1);
    case 2:
      return (low >>> 22) | ((high & 1) << 10);
    case 3:
      return (high >>> 1) & (BUCKETS - 1);
    case 4:
      return (high >>> 12) & (BUCKETS - 1);
    default:
      return high >>> 23;
  }
}

/** How often each digit occurs, digits x buckets. */
function digitCounts(keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS * BUCKETS);
  for (let at = 0; 2 * at < keys.length; at++)
    for (let digit = 0; digit < DIGITS; digit++) counts[digit * BUCKETS + digitOf(keys, at, digit)]!++;
  return counts;
}

/**
 * Turns the counts of one digit into where each bucket begins; false where all are in one, and there is
 * nothing to sort.
 */
function makeStarts(counts: Uint32Array, all: number): boolean {
  let start = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket]!;
    if (count === all) return false;
    counts[bucket] = start;
    start += count;
  }
  return true;
}
