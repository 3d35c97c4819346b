import { median } from './checks.js';

/** What a complete day had; null: the day is incomplete, or unknown. */
export type DayValue = number | null;

const WEEK = 7;
const WEEKS = 4;
/** Days before the newest one that a comparison looks at. */
export const COURSE_DAYS = WEEKS * WEEK;

/**
 * The newest of 29 days compared with the median of the same weekday of the four weeks before, as a share of
 * that; null where one of both is unknown.
 */
export function comparedWithUsual(values: readonly DayValue[]): number | null {
  const newest = values.at(-1) ?? null;
  const before = Array.from({ length: WEEKS }, (_, week) => values.at(-1 - (week + 1) * WEEK) ?? null);
  const usual = median(before.filter((value) => value !== null));
  return newest === null || usual === 0 ? null : newest / usual - 1;
}
