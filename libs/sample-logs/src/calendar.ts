const DAY_MS = 86_400_000;
/** Public holidays on which people listened as on a weekend (1 May and the days before it). */
const HOLIDAYS = new Set(['2017-05-01']);
const WEEKEND = 1.07;
const WORKDAY = 0.98;

/** Days since 1970-01-01 of a date 'YYYY-MM-DD'. @throws RangeError when it is no such date */
export function dayNumber(date: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dateOf(time / DAY_MS) !== date) {
    throw new RangeError(`"${date}" is not a date of the form YYYY-MM-DD`);
  }
  return time / DAY_MS;
}

/** The date 'YYYY-MM-DD' of a day number. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
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
