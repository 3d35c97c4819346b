/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** Half the width of a 95 % interval, in standard errors. */
const Z95 = 1.959964;

/** The standard normal quantile at .80. */
export const Z80 = 0.841621;

/** Normal quantiles at 1 - .05 / 2k for k intervals. */
const Z_TOGETHER = [Z95, 2.241403, 2.39398, 2.497705, 2.575829];

/**
 * {@link Z95} of several intervals that all hold with a chance of 95 % (Bonferroni's inequality; Dunn,
 * "Multiple comparisons among means", JASA 1961). Dunnett's, of arms that share a hold-out, are narrower by 3
 * % at most.
 * @param together how many intervals, 1 to 5
 */
export function z95(together: number): number {
  const z = Z_TOGETHER[together - 1];
  if (z === undefined) throw new RangeError(`1 to ${Z_TOGETHER.length} intervals, not ${together}`);
  return z;
}

/** Of an estimate whose error is normal. @param together of so many intervals that hold together */
export function normalInterval(value: number, standardError: number, together = 1): Interval {
  const half = z95(together) * standardError;
  return { value, low: value - half, high: value + half, standardError };
}

/**
 * Of an estimate whose standard error was itself estimated, with so many degrees of freedom, at least 1.
 * @param together of so many intervals that hold together
 */
export function studentInterval(
  value: number,
  standardError: number,
  freedom: number,
  together = 1,
): Interval {
  const half = studentQuantile95(freedom, together) * standardError;
  return { value, low: value - half, high: value + half, standardError };
}

/**
 * The quantile of Student's t at 0.975, or at 1 - .05 / 2k: exact for 1 and 2 degrees of freedom, beyond by an
 * expansion around the normal one, within 0.003 at 0.975 (Abramowitz and Stegun 1964, 26.7.5).
 */
function studentQuantile95(freedom: number, together: number): number {
  const inside = 1 - 0.05 / together;
  if (freedom === 1) return Math.tan((Math.PI * inside) / 2);
  if (freedom === 2) return inside * Math.sqrt(2 / (1 - inside ** 2));
  const z = z95(together);
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
  ];
  return terms.reduce((sum, term, k) => sum + term / freedom ** (k + 1), z);
}
