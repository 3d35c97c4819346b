const DAY_MS = 86_400_000;

/** Days from one 'YYYY-MM-DD' to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day `days` days before 'YYYY-MM-DD'. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from 1970 to 'YYYY-MM-DD'. */
export function dayNumber(day: string): number {
  return daysBetween('1970-01-01', day);
}
