import type { Interval } from './interval.js';

/**
 * What an interval of a gain says about a loss of `margin`: `shown`, there is no such loss; `refuted`, there
 * is at least that; `open`, the rows are too few to decide.
 */
export type NonInferiority = 'shown' | 'refuted' | 'open';

/**
 * Non-inferiority with a margin (Piaggio et al. 2012): shown only when the whole interval of the paired gain
 * (above 0 is better) lies above `-margin`. "No significant loss" would say the less, the fewer rows there
 * are, and many such steps add up.
 */
export function nonInferiority({ low, high }: Interval, margin: number): NonInferiority {
  if (low > -margin) return 'shown';
  return high <= -margin ? 'refuted' : 'open';
}
