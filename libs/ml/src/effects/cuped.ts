import { studentInterval } from '../evaluation/interval.js';
import type { Interval } from '../evaluation/interval.js';

/** Users of one arm: the outcome of each, and what was known of the user before the campaign. */
export interface ArmValues {
  readonly outcomes: ArrayLike<number>;
  readonly before: ArrayLike<number>;
}

export interface CupedDifference extends Interval {
  /** Slope of the outcome by the earlier value, within the arms. */
  readonly slope: number;
  /** Share of the variance of the outcome that the earlier value explains. */
  readonly explained: number;
}

/**
 * Mean outcome of the treated less that of the hold-out, adjusted by an earlier value of each user (Deng, Xu,
 * Kohavi and Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment
 * data", WSDM 2013). The slope is pooled over both arms. The 95 % interval is that of Welch's t.
 * @throws RangeError for an arm of fewer than 2 users, or columns of unequal length
 */
export function cupedDifference(treated: ArmValues, holdout: ArmValues): CupedDifference {
  const [t, h] = [moments(treated), moments(holdout)];
  const xx = t.xx + h.xx;
  const slope = xx > 0 ? (t.xy + h.xy) / xx : 0;
  const varianceOf = ({ users, xx: squares, xy, yy }: Moments) =>
    Math.max(0, yy + slope ** 2 * squares - 2 * slope * xy) / (users - 1) / users;
  const [ofTreated, ofHoldout] = [varianceOf(t), varianceOf(h)];
  const variance = ofTreated + ofHoldout;
  const freedom = variance ** 2 / (ofTreated ** 2 / (t.users - 1) + ofHoldout ** 2 / (h.users - 1));
  const value = t.y - h.y - slope * (t.x - h.x);
  const yy = t.yy + h.yy;
  return {
    ...studentInterval(value, Math.sqrt(variance), Math.max(1, Math.floor(freedom || 1))),
    slope,
    explained: yy > 0 ? (slope * (t.xy + h.xy)) / yy : 0,
  };
}

/** Means, and sums of squares and products around them. */
interface Moments {
  readonly users: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

function moments({ outcomes, before }: ArmValues): Moments {
  const users = outcomes.length;
  if (users < 2 || before.length !== users)
    throw new RangeError(`an arm needs 2 users or more, each with both values: ${users}, ${before.length}`);
  let [x, y] = [0, 0];
  for (let i = 0; i < users; i++) {
    x += before[i]! / users;
    y += outcomes[i]! / users;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < users; i++) {
    const [dx, dy] = [before[i]! - x, outcomes[i]! - y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { users, x, y, xx, xy, yy };
}
