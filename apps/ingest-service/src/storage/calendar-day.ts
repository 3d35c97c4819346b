const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** Days since 2000-01-01, PostgreSQL's own count of a date. */
export function dayNumber(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - EPOCH_MS) / DAY_MS;
}

/** The day after `day`, both 'YYYY-MM-DD'. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
