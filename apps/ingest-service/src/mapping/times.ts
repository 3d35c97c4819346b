import { DAY_MS, isCalendarDay } from '#common/calendar';
import type { Mapping } from './mapping-schema.js';
import { cached, textOf } from './values.js';
import type { Columns, MappedRecord } from './values.js';

/** A time as it is stored: its day, and seconds since midnight; null where it is a day alone. */
export interface WrittenTime {
  day: string;
  second: number | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const TOKEN = /YYYY|MMM|MM|DD|D|HH|mm|ss/g;
const PATTERNS: Record<string, string> = {
  YYYY: String.raw`(?<YYYY>\d{4})`,
  MMM: '(?<MMM>[A-Za-z]{3})[a-z]*',
  MM: String.raw`(?<MM>\d{1,2})`,
  DD: String.raw`(?<DD>\d{1,2})`,
  D: String.raw`(?<DD>\d{1,2})`,
  HH: String.raw`(?<HH>\d{1,2})`,
  mm: String.raw`(?<mm>\d{2})`,
  ss: String.raw`(?<ss>\d{2})`,
};
const UNIX_SECONDS: Record<string, number> = { unix: 1, unix_ms: 1e-3, unix_us: 1e-6 };
/** Offsets of zones change at quarters of an hour only. */
const QUARTER_MS = 15 * 60 * 1000;
/** Days beyond are no days of four digits of a year. */
const LAST_MS = Date.UTC(9999, 11, 30);

/** Files have few days and many times: a day is read and written once. */
const midnightOf = cached((day: string) => (isCalendarDay(day) ? Date.parse(`${day}T00:00:00Z`) : null));
const dayOf = cached((days: number) => new Date(days * DAY_MS).toISOString().slice(0, 10));

/** Milliseconds as a clock shows them, and the zone's minutes that were written with them. */
interface ReadTime {
  clockMs: number;
  offsetMinutes: number | null;
  /** It is a day alone. */
  isDay?: boolean;
}

/**
 * Reads the time of a record; null where it is none. What it returns takes how long the event lasted,
 * since an end is moved to its start.
 */
export function timeReader(
  source: Mapping['time'],
  columns: Columns,
): (record: MappedRecord, seconds: number | string) => WrittenTime | null {
  const { column, format, zone, daysIn, marks } =
    typeof source === 'string'
      ? { column: source, format: 'iso', zone: 'UTC', daysIn: undefined, marks: 'start' }
      : source;
  const read = format in UNIX_SECONDS ? (columns.numbers ?? columns)(column) : columns(column);
  const parse = parserOf(format);
  const [written, days] = [offsetsOf(zone), daysIn === undefined ? null : offsetsOf(daysIn)];
  return (record, seconds) => {
    const found = parse(read(record));
    if (found === null) return null;
    let ms = found.clockMs;
    if (days !== null) {
      // The offset of a local time is looked up at nearly that time: wrong for an hour when clocks change.
      const offset = found.offsetMinutes ?? written(ms - written(ms) * 60_000);
      const instant = ms - offset * 60_000;
      ms = instant + days(instant) * 60_000;
    }
    if (marks === 'end') ms -= 1000 * Math.max(0, Number(seconds) || 0);
    if (!(ms >= 0 && ms <= LAST_MS)) return null;
    const dayNumber = Math.floor(ms / DAY_MS);
    const second = found.isDay === true ? null : Math.floor((ms - dayNumber * DAY_MS) / 1000);
    return { day: dayOf(dayNumber), second };
  };
}

function parserOf(format: string): (value: unknown) => ReadTime | null {
  const unit = UNIX_SECONDS[format];
  if (unit !== undefined) {
    return (value) => {
      const read = typeof value === 'number' ? value : Number(textOf(value) || Number.NaN);
      return Number.isFinite(read) ? { clockMs: read * unit * 1000, offsetMinutes: 0 } : null;
    };
  }
  if (format === 'iso') {
    return (value) => {
      if (value instanceof Date) return { clockMs: value.getTime(), offsetMinutes: 0 };
      const found = ISO.exec(textOf(value));
      if (found === null) return null;
      const [, day, hour, minute, second, offset] = found;
      return timeOf(day!, hour, minute, second, offset);
    };
  }
  const pattern = new RegExp(
    `^${format
      .split(TOKEN)
      .map(escaped)
      .flatMap((between, at) => [between, PATTERNS[(format.match(TOKEN) ?? [])[at] ?? ''] ?? ''])
      .join('')}$`,
  );
  return (value) => {
    const { YYYY, MMM, MM, DD, HH, mm, ss } = pattern.exec(textOf(value))?.groups ?? {};
    const month = MMM === undefined ? MM : String(MONTHS.indexOf(MMM.toLowerCase()) + 1);
    if (YYYY === undefined || month === undefined || DD === undefined) return null;
    return timeOf(`${YYYY}-${month.padStart(2, '0')}-${DD.padStart(2, '0')}`, HH, mm, ss);
  };
}

function timeOf(day: string, hours?: string, minutes = '0', seconds = '0', offset?: string): ReadTime | null {
  const midnight = midnightOf(day);
  if (midnight === null) return null;
  const [hour, minute, second] = [Number(hours ?? 0), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const clockMs = midnight + 1000 * (3600 * hour + 60 * minute + Math.min(second, 59));
  const offsetMinutes = offset === undefined ? null : minutesOf(offset);
  return { clockMs, offsetMinutes, isDay: hours === undefined };
}

/** HH:MM:SS. @param second since midnight */
export function clockOf(second: number): string {
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  return `${String(Math.floor(second / 3600)).padStart(2, '0')}:${two(Math.floor(second / 60))}:${two(second)}`;
}

function minutesOf(offset: string): number {
  if (offset[0] !== '+' && offset[0] !== '-') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return offset.startsWith('-') ? -minutes : minutes;
}

/** The offset of a zone in minutes at an instant; looked up once a quarter of an hour. */
function offsetsOf(zone: string): (ms: number) => number {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const ofQuarter = cached((quarter: number) => {
    const part = format.formatToParts(quarter * QUARTER_MS).find(({ type }) => type === 'timeZoneName')!;
    return minutesOf(part.value.replace('GMT', ''));
  });
  return (ms) => ofQuarter(Math.floor(ms / QUARTER_MS));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
