/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
}

/** Half the width of a 95 % interval, in standard errors. */
const Z95 = 1.959964;

/** Of an estimate whose error is normal. */
export function normalInterval(value: number, standardError: number): Interval {
  return { value, low: value - Z95 * standardError, high: value + Z95 * standardError, standardError };
}
