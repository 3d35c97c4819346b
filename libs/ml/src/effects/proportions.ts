import { normalInterval, Z80, z95 } from '../evaluation/interval.js';
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
 * Rate of the treated over that of the hold-out, less 1, with a 95 % interval by the delta method. NaN when the
 * hold-out has no outcome.
 * @param together so many intervals hold together
 */
export function relativeLift(treated: ArmCounts, holdout: ArmCounts, together = 1): Interval {
  const [t, h] = [treated.outcomes / treated.users, holdout.outcomes / holdout.users];
  if (!(h > 0)) return { value: NaN, low: NaN, high: NaN, standardError: NaN };
  const variance = (rateVariance(holdout) * t ** 2) / h ** 4 + rateVariance(treated) / h ** 2;
  return normalInterval(t / h - 1, Math.sqrt(variance), together);
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
