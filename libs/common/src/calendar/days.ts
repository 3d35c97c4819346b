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
