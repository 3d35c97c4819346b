import { hash as digestOf } from 'node:crypto';
import { RawFields } from '../formats/raw-fields.js';
import { cached } from './cached.js';
import { KnownFields } from './known-fields.js';
import type { Mapping } from './mapping-schema.js';
import type { Predicate, TextSource } from './value-sources.js';

/** A record: an object of JSON or Parquet, or the fields of a row of a CSV. */
export type MappedRecord = object;
/** Reads one value of a record. */
export type Reader<Value = unknown> = (record: MappedRecord) => Value;
/** Finds a column by its name, once for all records. */
export interface Columns {
  (name: string): Reader;
  /** Where a column is in records that are raw fields; -1: nowhere. */
  readonly placeOf?: (name: string) => number;
  /** The same columns, of which texts of digits may be numbers; absent: they are not read faster so. */
  readonly numbers?: (name: string) => Reader;
}

const HASH_DIGITS = 32;
/** Parts of a hash are separated by what no text of a song has. */
const SEPARATOR = '\u0001';
/** Any 15 digits are exact in a double. */
const WHOLE = /^\d{1,15}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SECONDS_OF = { s: 1, ms: 1e-3, us: 1e-6, min: 60 } as const;
/** As logs write them. */
const DEVICE_CODES = { android: 'ar', ios: 'ip', mac: 'mc', 'windows-phone': 'wp', other: 'xx' } as const;

const nothing = (): string => '';

/** Columns of objects: a name, or names from the outermost object on with dots between them. */
export const columnsOfObjects: Columns = (name) => {
  const path = name.split('.');
  if (path.length === 1) return (record) => (record as Record<string, unknown>)[name];
  return (record) => {
    const whole = (record as Record<string, unknown>)[name];
    if (whole !== undefined) return whole;
    let value: unknown = record;
    for (const member of path) value = (value as Record<string, unknown> | null | undefined)?.[member];
    return value;
  };
};

/** Columns of rows, lists of values in the order of these names; a dot goes into an object. */
export function columnsOfRows(names: readonly string[]): Columns {
  const places = new Map(names.map((name, at) => [name, at]));
  return (name) => {
    const whole = places.get(name);
    if (whole !== undefined) return (record) => (record as unknown[])[whole];
    const [first, ...path] = name.split('.') as [string, ...string[]];
    const at = places.get(first) ?? -1;
    const inner = columnsOfObjects(path.join('.'));
    return (record) => {
      const value = (record as unknown[])[at];
      return typeof value === 'object' && value !== null ? inner(value) : undefined;
    };
  };
}

/** Columns of raw fields in the order of these names, and of objects. */
export function columnsOfRaw(names: readonly string[]): Columns {
  const places = new Map(names.map((name, at) => [name, at]));
  const placeOf = (name: string): number => places.get(name) ?? -1;
  const columns = (name: string): Reader => {
    const [at, ofObject] = [placeOf(name), columnsOfObjects(name)];
    return (record) => (record instanceof RawFields ? record.value(at) : ofObject(record));
  };
  const numbers = (name: string): Reader => {
    const [at, ofObject] = [placeOf(name), columnsOfObjects(name)];
    return (record) => (record instanceof RawFields ? record.numberOrValue(at) : ofObject(record));
  };
  return Object.assign(columns, { placeOf, numbers });
}

/**
 * Reads values that depend on some columns alone: those of raw fields are read once for the same bytes.
 * @param names of these columns
 */
export function knownReader<Value>(
  names: readonly string[],
  { placeOf }: Columns,
  read: Reader<Value>,
): Reader<Value> {
  if (placeOf === undefined) return read;
  if (names.length === 0) {
    const constant = read({});
    return () => constant;
  }
  const known = new KnownFields(names.map(placeOf), read);
  return (record) => (record instanceof RawFields ? known.of(record) : read(record));
}

/** A value as text, without blanks around it; blank where there is none, and of lists and objects. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  return value instanceof Date ? value.toISOString() : '';
}

export function textReader(source: TextSource | undefined, columns: Columns): Reader<string> {
  if (source === undefined) return nothing;
  if (typeof source === 'string') {
    const read = columns(source);
    return (record) => textOf(read(record));
  }
  const { lower = false, column, constant, first, hash, otherwise = '' } = source;
  const read = ((): Reader<string> => {
    if (constant !== undefined) return () => String(constant);
    if (column !== undefined) return textReader(column, columns);
    if (first !== undefined) {
      const choices = first.map((name) => textReader(name, columns));
      return (record) => choices.map((part) => part(record)).find((part) => part !== '') ?? '';
    }
    const parts = joinedReader(hash!, columns);
    // Songs come again and again.
    const hashOf = cached((text: string) => digestOf('sha256', text).slice(0, HASH_DIGITS));
    return (record) => {
      const joined = parts(record);
      return joined === '' ? '' : hashOf(lower ? joined.toLowerCase() : joined);
    };
  })();
  return (record) => {
    const text = read(record) || otherwise;
    return lower ? text.toLowerCase() : text;
  };
}

/** Texts of columns as one, blank where all are; of a list the first that is not blank. */
export function joinedReader(of: NonNullable<Mapping['event']>, columns: Columns): Reader<string> {
  const parts = of.map((part) => textReader(typeof part === 'string' ? part : { first: part }, columns));
  const blank = SEPARATOR.repeat(parts.length - 1);
  return (record) => {
    const joined = parts.map((part) => part(record)).join(SEPARATOR);
    return joined === blank ? '' : joined;
  };
}

/** Whole seconds; where there is no number, or a broken one of seconds, the text of the value. */
export function secondsReader(source: Mapping['seconds'], columns: Columns): Reader<number | string> {
  if (source === undefined) return nothing;
  const { column, unit } = typeof source === 'string' ? ({ column: source, unit: 's' } as const) : source;
  const read = (columns.numbers ?? columns)(column);
  return (record) => {
    const value = read(record);
    if (unit === 's' && typeof value === 'number' && Number.isSafeInteger(value)) return value;
    const isNumber = typeof value === 'number' && Number.isFinite(value) && unit !== 's';
    const text = isNumber ? '' : textOf(value);
    if (unit === 's') return WHOLE.test(text) ? Number(text) : text;
    if (!isNumber && !NUMBER.test(text)) return text;
    const seconds = (isNumber ? value : Number(text)) * SECONDS_OF[unit];
    // A negative value stays one, however small.
    return seconds < 0 ? Math.floor(seconds) : Math.round(seconds);
  };
}

/** The code of a device as logs write it; blank where the record names none. */
export function deviceReader(source: Mapping['device'], columns: Columns): Reader<string> {
  if (source === undefined) return nothing;
  if (typeof source === 'string') return deviceReader({ column: source, contains: {} }, columns);
  const read = textReader(source.column, columns);
  const codes = Object.entries(source.contains).map(
    ([part, of]) => [part.toLowerCase(), DEVICE_CODES[of]] as const,
  );
  return (record) => {
    const text = read(record).toLowerCase();
    if (text === '') return '';
    return codes.find(([part]) => text.includes(part))?.[1] ?? DEVICE_CODES.other;
  };
}

/** Whether all predicates hold of a record. */
export function predicateReader(when: readonly Predicate[], columns: Columns): Reader<boolean> {
  const tests = when.map(({ column, first, is, not, present, atLeast = -Infinity, below = Infinity }) => {
    const read = textReader(column ?? { first }, columns);
    const wanted = is === undefined ? null : new Set([is].flat().map(String));
    const unwanted = new Set([not ?? []].flat().map(String));
    const isBounded = atLeast !== -Infinity || below !== Infinity;
    return (record: MappedRecord): boolean => {
      const text = read(record);
      if (present !== undefined && present !== (text !== '')) return false;
      if (wanted?.has(text) === false || unwanted.has(text)) return false;
      return !isBounded || (text !== '' && Number(text) >= atLeast && Number(text) < below);
    };
  });
  return (record) => tests.every((test) => test(record));
}
