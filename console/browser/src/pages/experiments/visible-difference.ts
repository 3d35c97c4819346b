import { dayBefore, daysBetween } from '../../format/times.js';

/** Normal quantiles of a level of 5 %, two-sided, and of a power of 80 %. */
const LEVEL = 1.96;
const POWER = 0.8416;

/**
 * The smallest difference of two rates that so many impressions show with a power of 80 % at a level of 5 %.
 * @param rate of the live version @param impressions of both together @param part of the challenger
 */
export function visibleDifference(rate: number, impressions: number, part: number): number {
  const perImpression = 1 / (impressions * part) + 1 / (impressions * (1 - part));
  return (LEVEL + POWER) * Math.sqrt(rate * (1 - rate) * perImpression);
}

/**
 * The day on which so many impressions are reached, if there are as many a day as in the counted days.
 * @param counted impressions of these days, more than 0
 */
export function plannedEnd(
  impressions: number,
  counted: number,
  { from, to }: { from: string; to: string },
): string {
  const days = (impressions / counted) * (daysBetween(from, to) + 1);
  return dayBefore(to, -Math.ceil(days));
}
