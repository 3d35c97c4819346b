const DIGIT_BITS = 11;
const DIGITS = 3;
const DIGIT = 2 ** DIGIT_BITS;

/**
 * Places of the probabilities, highest first, equal ones in their order, compared in single precision as
 * PostgreSQL does. By digits of their bits (radix sort): a million takes a few hundredths of a second, where
 * a comparison of pairs takes a tenth.
 */
export function descendingOrder(probabilities: ArrayLike<number>): Uint32Array {
  const count = probabilities.length;
  const bits = new Uint32Array(new Float32Array(probabilities).buffer);
  // `from` and `map` of arrays of numbers call a function for each, which takes ten times as long as all of
  // the sorting.
  const keys = new Uint32Array(count);
  let order = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    // The bits of numbers from 0 on are in the order of the numbers.
    keys[place] = ~bits[place]!;
    order[place] = place;
  }
  let next = new Uint32Array(count);
  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT_BITS;
    // Where the places of each digit begin.
    const begins = new Uint32Array(DIGIT + 1);
    for (let i = 0; i < count; i++) begins[((keys[i]! >>> shift) & (DIGIT - 1)) + 1]!++;
    for (let value = 0; value < DIGIT; value++) begins[value + 1]! += begins[value]!;
    for (let i = 0; i < count; i++) {
      const place = order[i]!;
      next[begins[(keys[place]! >>> shift) & (DIGIT - 1)]!++] = place;
    }
    [order, next] = [next, order];
  }
  return order;
}
