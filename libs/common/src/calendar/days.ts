/** A day of the calendar as 'YYYY-MM-DD', from the year 1 on. */
export function isCalendarDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value < '0001') return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  // JavaScript turns 2017-02-30 into a day of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

const TIME =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A time as RFC 3339 writes it, such as 2026-11-24T15:00:00.000Z. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && isCalendarDay(TIME.exec(value)?.[1]);
}

/** Milliseconds of a day. A day 'YYYY-MM-DD' has no time zone here: each is as long as another. */
export const DAY_MS = 86_400_000;
/** 2000-01-01, from which PostgreSQL counts its dates. */
const PG_EPOCH = 10_957;

/** How many days `to` is after `from`: 0 for the same day, negative when it is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** How many days a range has whose ends are both included: 1 for the same day. */
export function spanDays(first: string, last: string): number {
  return daysBetween(first, last) + 1;
}

/** The day `days` later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days since 1970-01-01. */
export function unixDay(day: string): number {
  return Math.round(Date.parse(day) / DAY_MS);
}

/** Days since 2000-01-01, as PostgreSQL stores a date. */
export function pgDay(day: string): number {
  return unixDay(day) - PG_EPOCH;
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}
