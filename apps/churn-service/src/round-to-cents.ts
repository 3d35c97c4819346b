/**
 * An amount of money as it is answered: two decimals, whatever the currency. Sums of probabilities have as
 * many digits as a double, and all but the first few say nothing.
 */
export function roundToCents(amount: number): number {
  const rounded = Math.round(amount * 100) / 100;
  // A loss of less than half a cent is none: JSON would write minus zero as 0, other readers as -0.
  return rounded === 0 ? 0 : rounded;
}
