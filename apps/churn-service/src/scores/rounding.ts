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

/**
 * An amount of money as it is answered: two decimals, whatever the currency. Sums of probabilities have as
 * many digits as a double, and all but the first few say nothing.
 */
export function roundToCents(amount: number): number {
  const rounded = Math.round(amount * 100) / 100;
  // A loss of less than half a cent is none: JSON would write minus zero as 0, other readers as -0.
  return rounded === 0 ? 0 : rounded;
}
