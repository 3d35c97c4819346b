/** The last day whose next day is still written with four digits of a year. */
const LAST_WRITABLE = '9999-12-30';

/** A day on which the service does no business: a weekday, a day of each year (12-25), or one day (2026-04-03). */
export const CLOSED_DAY =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/;

/** What a closed day is, for those who wrote another text. */
export const CLOSED_DAY_MEANING =
  'is a weekday (saturday), a day of each year (12-25) or one day (2026-04-03)';

/** The first day that logs and events may have, by a setting of this name. */
export interface DayLimits {
  readonly EARLIEST_DAY: string;
}

/** The default of the setting. */
export const DEFAULT_DAY_LIMITS: DayLimits = { EARLIEST_DAY: '1970-01-01' };

/** Of the time zone in which a day begins first. */
const EASTERNMOST_MS = 14 * 3_600_000;

/** Of mapped files no day before is believed: a time of 0 is none, and seconds read as milliseconds are of 1970. */
export const FIRST_MAPPED_DAY = '1971-01-01';

/** The first and the last day that is believed, 'YYYY-MM-DD'. */
export interface PlausibleDays {
  readonly first: string;
  readonly last: string;
}

/** Until the day that has begun anywhere. @param now the clock, in milliseconds */
export function plausibleDays(limits: DayLimits, now: number): PlausibleDays {
  const last = new Date(now + EASTERNMOST_MS).toISOString();
  // From the year 10,000 on it begins with a sign, which sorts before digits.
  const isWritable = last < LAST_WRITABLE && !last.startsWith('+');
  return { first: limits.EARLIEST_DAY, last: isWritable ? last.slice(0, 10) : LAST_WRITABLE };
}

/** @param day a day of the calendar, 'YYYY-MM-DD' */
export function isPlausibleDay(day: string, { first, last }: PlausibleDays): boolean {
  return day >= first && day <= last;
}
