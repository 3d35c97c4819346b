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
