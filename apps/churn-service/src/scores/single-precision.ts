/** Digits that distinguish any two single-precision numbers. */
const MOST_DIGITS = 9;

/**
 * The shortest decimal that reads as the same single-precision number: what comes back when PostgreSQL has
 * stored the value as `real`. So a value has the same digits whether it was stored or computed.
 */
export function singlePrecision(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
  return Number(single.toPrecision(MOST_DIGITS));
}
