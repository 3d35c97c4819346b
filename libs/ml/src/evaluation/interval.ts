/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** Half the width of a 95 % interval, in standard errors. */
export const Z95 = 1.959964;

/** Of an estimate whose error is normal. */
export function normalInterval(value: number, standardError: number): Interval {
  return { value, low: value - Z95 * standardError, high: value + Z95 * standardError, standardError };
}

/** Of an estimate whose standard error was itself estimated, with so many degrees of freedom, at least 1. */
export function studentInterval(value: number, standardError: number, freedom: number): Interval {
  const half = studentQuantile95(freedom) * standardError;
  return { value, low: value - half, high: value + half, standardError };
}

/**
 * The quantile of Student's t at 0.975: exact for 1 and 2 degrees of freedom, beyond by an expansion around
 * the normal one, within 0.003 (Abramowitz and Stegun 1964, 26.7.5).
 */
function studentQuantile95(freedom: number): number {
  if (freedom === 1) return 12.7062;
  if (freedom === 2) return 4.30265;
  const z = Z95;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, k) => sum + term / freedom ** (k + 1), z);
}
