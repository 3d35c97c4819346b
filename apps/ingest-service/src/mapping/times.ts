import { DAY_MS, isCalendarDay } from '#common/calendar';
import type { Mapping } from './mapping-schema.js';
import { cached } from './cached.js';
import { compiledPattern, UNIX_SECONDS } from './time-format.js';
import { textOf } from './values.js';
import type { Columns, MappedRecord, Reader } from './values.js';

/** A time as it is stored: its day, and seconds since midnight; null where it is a day alone. */
export interface WrittenTime {
  day: string;
  second: number | null;
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const MINUTES_OF = { s: 1 / 60, min: 1, h: 60 } as const;
const OFFSET = /^(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
/** No zone is further from UTC. */
const MOST_MINUTES = 18 * 60;
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

/** A time as a clock shows it, of which no zone is known: Parquet has such. */
export class LocalTime extends Date {
  override toISOString(): string {
    return super.toISOString().slice(0, -1);
  }
}

/** A day alone, at midnight of UTC. */
export class LocalDay extends Date {
  override toISOString(): string {
    return super.toISOString().slice(0, 10);
  }
}

/**
 * Reads the time of a record; null where it is none. What it returns takes how long the event lasted,
 * since an end is moved to its start.
 */
export function timeReader(
  source: Mapping['time'],
  columns: Columns,
): (record: MappedRecord, seconds: number | string) => WrittenTime | null {
  const of: Partial<Exclude<typeof source, string>> =
    typeof source === 'string' ? { column: source } : source;
  const { column, first = [column!], format = 'iso', marks = 'start' } = of;
  const read = firstReader(first, format in UNIX_SECONDS ? (columns.numbers ?? columns) : columns);
  const parse = parserOf(format, of.language);
  const zone = zoneReader(of.zone, columns);
  const daysIn = zoneReader(of.daysIn, columns);
  return (record, seconds) => {
    const value = read(record);
    const found = value instanceof Date ? ofDate(value) : parse(value);
    if (found === null) return null;
    let ms = found.clockMs;
    if (found.isDay === true)
      return ms >= 0 && ms <= LAST_MS ? { day: dayOf(ms / DAY_MS), second: null } : null;
    const [written, days] = [zone(record), daysIn(record)];
    if (written === null || days === null) return null;
    const lasted = marks === 'end' ? 1000 * Math.max(0, Number(seconds) || 0) : 0;
    if (days === undefined && (lasted === 0 || found.offsetMinutes !== null)) ms -= lasted;
    else {
      // The offset of a local time is looked up at nearly that time: wrong for an hour when clocks change.
      const offset = found.offsetMinutes ?? written?.(ms - written(ms) * 60_000) ?? 0;
      const instant = ms - offset * 60_000 - lasted;
      ms = instant + ((days ?? written)?.(instant) ?? 0) * 60_000;
    }
    if (!(ms >= 0 && ms <= LAST_MS)) return null;
    const dayNumber = Math.floor(ms / DAY_MS);
    return { day: dayOf(dayNumber), second: Math.floor((ms - dayNumber * DAY_MS) / 1000) };
  };
}

/** The first value that is not blank. */
function firstReader(names: readonly string[], columns: Columns): Reader {
  const reads = names.map(columns);
  if (reads.length === 1) return reads[0]!;
  return (record) => {
    for (const read of reads) {
      const value = read(record);
      if (textOf(value) !== '') return value;
    }
    return undefined;
  };
}

function ofDate(value: Date): ReadTime {
  const offsetMinutes = value instanceof LocalTime ? null : 0;
  return { clockMs: value.getTime(), offsetMinutes, isDay: value instanceof LocalDay };
}

function parserOf(format: string, language: string | undefined): (value: unknown) => ReadTime | null {
  const unit = UNIX_SECONDS[format];
  if (unit !== undefined) {
    return (value) => {
      const read = typeof value === 'number' ? value : Number(textOf(value) || Number.NaN);
      return Number.isFinite(read) ? { clockMs: read * unit * 1000, offsetMinutes: 0 } : null;
    };
  }
  if (format === 'iso') {
    return (value) => {
      const found = ISO.exec(textOf(value));
      if (found === null) return null;
      const [, day, hour, minute, second, offset] = found;
      return timeOf(day!, hour, minute, second, offset);
    };
  }
  const read = compiledPattern(format, language);
  if (typeof read === 'string') throw new Error(`The format of a time ${read}.`);
  return (value) => {
    const found = read(textOf(value));
    if (found === null) return null;
    const { year, month, day, hour, half, minute, second, offset } = found;
    const date = `${year!}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    if (half === undefined) return timeOf(date, hour, minute, second, offset);
    if (!(Number(hour) >= 1 && Number(hour) <= 12)) return null;
    const isLate = /^p/i.test(half);
    return timeOf(date, String((Number(hour) % 12) + (isLate ? 12 : 0)), minute, second, offset);
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

/** The offset in minutes at an instant. */
type Offsets = (ms: number) => number;

/** Offsets of a zone, or of the column that names it in each record; undefined: none is named; null: it is none. */
function zoneReader(zone: Zone, columns: Columns): Reader<Offsets | null | undefined> {
  if (typeof zone !== 'object') {
    const offsets = zone === undefined ? undefined : offsetsOf(zone);
    return () => offsets;
  }
  const read = columns(zone.column);
  const named = cached((text: string) => offsetsNamed(text, zone.unit));
  return (record) => {
    const text = textOf(read(record));
    return text === '' ? undefined : named(text);
  };
}

type Zone = Exclude<Mapping['time'], string>['zone' | 'daysIn'] | undefined;

function offsetsNamed(text: string, unit: keyof typeof MINUTES_OF | undefined): Offsets | null {
  if (unit !== undefined) {
    const minutes = Number(text) * MINUTES_OF[unit];
    return Math.abs(minutes) <= MOST_MINUTES ? () => minutes : null;
  }
  if (OFFSET.test(text)) return () => minutesOf(text);
  try {
    return offsetsOf(text);
  } catch {
    return null;
  }
}

/** Looked up once a quarter of an hour. @throws RangeError of no zone */
function offsetsOf(zone: string): Offsets {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const ofQuarter = cached((quarter: number) => {
    const part = format.formatToParts(quarter * QUARTER_MS).find(({ type }) => type === 'timeZoneName')!;
    return minutesOf(part.value.replace('GMT', ''));
  });
  return (ms) => ofQuarter(Math.floor(ms / QUARTER_MS));
}
