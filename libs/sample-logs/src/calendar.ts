import { addDays } from '#common/calendar';

/** Public holidays on which people listened as on a weekend (1 May and the days before it). */
const HOLIDAYS = new Set(['2017-05-01']);
const WEEKEND = 1.07;
const WORKDAY = 0.98;

/** The date 'YYYY-MM-DD' of a day number, which counts from 1970-01-01. */
export function dateOf(day: number): string {
  return addDays('1970-01-01', day);
}

/** The date of a day number as archives write it in their names, 'YYYYMMDD'. */
export function compactDate(day: number): string {
  return dateOf(day).replaceAll('-', '');
}

/** How much likelier a user is to come on this day than on the average day. */
export function dayFactor(day: number): number {
  const weekday = (day + 4) % 7; // day 0 was a Thursday; 0 is Sunday
  return weekday === 0 || weekday === 6 || HOLIDAYS.has(dateOf(day)) ? WEEKEND : WORKDAY;
}
