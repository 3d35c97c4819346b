/** Times as the reader's language and time zone write them; days have no time zone. */
const locale = navigator.language;
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const calendarMonth = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const DAY_MS = 86_400_000;

export function time(iso: string): string {
  return moment.format(new Date(iso));
}

/** `2017-03-30` as a day. */
export function day(iso: string): string {
  return calendarDay.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/** Days of plots. */
export const dayNames = {
  day,
  month: (iso: string) => calendarMonth.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`)),
};

export function weekdayOf(iso: string): string {
  return weekday.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/** The day that lies so many days before another. */
export function dayBefore(iso: string, days: number): string {
  return new Date(Date.parse(iso.slice(0, 10)) - days * DAY_MS).toISOString().slice(0, 10);
}

/** Every day from one to another, both included. */
export function daysFrom(first: string, last: string): string[] {
  const days = daysBetween(first, last);
  return Array.from({ length: Math.max(0, days + 1) }, (_, n) => dayBefore(last, days - n));
}

/** When a day of the reader begins, so many days later, as a time; undefined of what is no day. */
export function startOfDay(iso: string, daysLater = 0): string | undefined {
  const start = new Date(`${iso}T00:00`);
  start.setDate(start.getDate() + daysLater);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

/** Days since 1970, the x axis of plots over days. */
export function dayNumber(iso: string): number {
  return Date.parse(iso.slice(0, 10)) / DAY_MS;
}

/** Whole days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** "5 minutes ago". */
export function ago(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? UNITS.at(-1)!;
  return relative.format(Math.round(ms / size), unit);
}

/** How long something took, to two units: "3 min 20 s". */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      maximumFractionDigits: seconds < 10 ? 1 : 0,
    }).format(value);
  if (seconds < 60) return unit(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${unit(minutes, 'minute')} ${unit(Math.round(seconds % 60), 'second')}`;
  return `${unit(Math.floor(minutes / 60), 'hour')} ${unit(minutes % 60, 'minute')}`;
}
