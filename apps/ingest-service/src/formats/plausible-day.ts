import { ingestSettings } from '../ingest.settings.js';
import type { IngestSettings } from '../ingest.settings.js';

const DAY_MS = 86_400_000;
/** The calendar of PostgreSQL goes on, but the day after this one is no longer written with four digits of a year. */
const LAST_WRITABLE = '9999-12-30';

/**
 * Which days logs and events may have, by setting. Days that did not come yet can only be wrong, but for senders whose clock or time zone
 * is ahead.
 */
export type DayLimits = Pick<IngestSettings, 'EARLIEST_DAY' | 'MAX_DAYS_AHEAD'>;

export const DEFAULT_DAY_LIMITS: DayLimits = ingestSettings
  .pick({ EARLIEST_DAY: true, MAX_DAYS_AHEAD: true })
  .parse({});

/** The first and the last day that is believed, 'YYYY-MM-DD'. */
export interface PlausibleDays {
  readonly first: string;
  readonly last: string;
}

/** @param now the clock, in milliseconds; a day lasts as in UTC */
export function plausibleDays(limits: DayLimits, now: number): PlausibleDays {
  const last = new Date(now + limits.MAX_DAYS_AHEAD * DAY_MS).toISOString();
  // From the year 10,000 on it begins with a sign, which sorts before digits.
  const isWritable = last < LAST_WRITABLE && !last.startsWith('+');
  return { first: limits.EARLIEST_DAY, last: isWritable ? last.slice(0, 10) : LAST_WRITABLE };
}

/** @param day a day of the calendar, 'YYYY-MM-DD' */
export function isPlausibleDay(day: string, { first, last }: PlausibleDays): boolean {
  return day >= first && day <= last;
}
