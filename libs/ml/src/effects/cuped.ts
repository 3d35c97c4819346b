import { studentInterval } from '../evaluation/interval.js';
import type { Interval } from '../evaluation/interval.js';

/**
 * Of the users of one arm: means, and sums of squares and products around them, of the outcome y of each and of
 * what was known of the user before the campaign, x.
 */
export interface ArmMoments {
  readonly users: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
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
 * @param together so many intervals hold together
 * @throws RangeError for an arm of fewer than 2 users
 */
export function cupedDifference(t: ArmMoments, h: ArmMoments, together = 1): CupedDifference {
  if (t.users < 2 || h.users < 2)
    throw new RangeError(`an arm needs 2 users or more: ${t.users}, ${h.users}`);
  const xx = t.xx + h.xx;
  const slope = xx > 0 ? (t.xy + h.xy) / xx : 0;
  const varianceOf = ({ users, xx: squares, xy, yy }: ArmMoments) =>
    Math.max(0, yy + slope ** 2 * squares - 2 * slope * xy) / (users - 1) / users;
  const [ofTreated, ofHoldout] = [varianceOf(t), varianceOf(h)];
  const variance = ofTreated + ofHoldout;
  const freedom = variance ** 2 / (ofTreated ** 2 / (t.users - 1) + ofHoldout ** 2 / (h.users - 1));
  const value = t.y - h.y - slope * (t.x - h.x);
  const yy = t.yy + h.yy;
  return {
    ...studentInterval(value, Math.sqrt(variance), Math.max(1, Math.floor(freedom || 1)), together),
    slope,
    explained: yy > 0 ? (slope * (t.xy + h.xy)) / yy : 0,
  };
}
