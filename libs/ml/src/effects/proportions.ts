import { Z80, z95 } from '../evaluation/interval.js';
import type { Interval } from '../evaluation/interval.js';

/** Users of one arm of a campaign, and how many of them had the outcome. */
export interface ArmCounts {
  readonly users: number;
  readonly outcomes: number;
}

/**
 * Rate of the treated less the rate of the hold-out, with the 95 % interval of Newcombe, who combines the two Wilson
 * intervals ("Interval estimation for the difference between independent proportions", Statistics in
 * Medicine 17, 1998, 873-890, method 10). It is never of zero width. NaN for an arm without users.
 * @param together so many intervals hold together
 */
export function newcombeDifference(treated: ArmCounts, holdout: ArmCounts, together = 1): Interval {
  const [t, h] = [wilson(treated, z95(together)), wilson(holdout, z95(together))];
  const value = t.rate - h.rate;
  return {
    value,
    low: value - Math.hypot(t.rate - t.low, h.high - h.rate),
    high: value + Math.hypot(t.high - t.rate, h.rate - h.low),
    standardError: Math.sqrt(rateVariance(treated) + rateVariance(holdout)),
  };
}

/**
 * An effect on a rate by the rate of the hold-out, with the limits that the 95 % interval of the effect gives (Fieller,
 * JRSS B 16, 1954; for unequal halves Donner and Zou, Statistical Methods in Medical Research 21, 2012). Both
 * intervals hold 0, or neither does. Null where the rate of the hold-out is not surely above 0.
 * @param effect rate of the treated less that of the hold-out, adjusted or not
 * @param explained share of the variance that the adjustment has taken out
 * @param together so many intervals hold together, as that of the effect
 */
export function relativeEffect(
  effect: Interval,
  holdout: ArmCounts,
  { explained = 0, together = 1 } = {},
): Interval | null {
  const { rate, low, high } = wilson(holdout, z95(together));
  if (!(rate > high - rate)) return null;
  const { value, standardError } = effect;
  // Limits solve (value - x rate)^2 = half^2 + (2 x + x^2) ofRate^2: the effect and the rate share the hold-out.
  const limit = (half: number, ofRate: number, side: 1 | -1) => {
    const square = (1 - explained) * ofRate ** 2;
    const [a, b, c] = [rate ** 2 - square, value * rate + square, value ** 2 - half ** 2];
    return (b + side * Math.sqrt(Math.max(0, b ** 2 - a * c))) / a;
  };
  return {
    value: value / rate,
    low: limit(value - effect.low, high - rate, -1),
    high: limit(effect.high - value, rate - low, 1),
    standardError: standardError / rate,
  };
}

/**
 * The smallest difference of the rates that a two-sided test at .05 finds with a chance of 80 %: 2.80 standard errors.
 * @param variance of one outcome: p (1 - p) of the base rate p, or the mean of p (1 - p) over the risks of
 *   the users where the result is adjusted by them
 * @param together so many arms are tested, and no test fails by chance with 95 %
 */
export function smallestVisibleEffect(
  users: { treated: number; holdout: number },
  variance: number,
  together = 1,
): number {
  return (z95(together) + Z80) * Math.sqrt(variance * (1 / users.treated + 1 / users.holdout));
}

function rateVariance({ users, outcomes }: ArmCounts): number {
  const rate = outcomes / users;
  return (rate * (1 - rate)) / users;
}

/** The score interval of a rate (Wilson 1927), of z standard errors. */
function wilson({ users, outcomes }: ArmCounts, z: number): { rate: number; low: number; high: number } {
  const rate = outcomes / users;
  const shift = z ** 2 / users;
  const middle = (rate + shift / 2) / (1 + shift);
  const half = (z * Math.sqrt((rate * (1 - rate)) / users + shift / (4 * users))) / (1 + shift);
  return { rate, low: middle - half, high: middle + half };
}
