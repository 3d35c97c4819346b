import { isCalendarDay } from '../calendar/days.js';
import type { PropertyType, PropertyValue } from './conditions.js';

/** What every song may have; a service declares further ones. A song is in lists from, to and in these alone. */
export const SONG_PROPERTIES: ReadonlyMap<string, PropertyType> = new Map([
  ['title', 'text'],
  ['singers', 'texts'],
  ['seconds', 'number'],
  ['genres', 'texts'],
  ['language', 'text'],
  ['released', 'day'],
  ['tags', 'texts'],
  ['explicit', 'boolean'],
  ['availableFrom', 'day'],
  ['availableTo', 'day'],
  ['regions', 'texts'],
]);

/** Values by the names of properties; what is not known is not there. */
export type SongProperties = Readonly<Record<string, Exclude<PropertyValue, null>>>;

/** What values of a type are, as the end of a sentence. */
export const VALUE_MEANINGS: Readonly<Record<PropertyType, string>> = {
  number: 'a number',
  text: 'a text of at most 1,000 characters',
  boolean: 'true or false',
  day: 'a day as YYYY-MM-DD',
  texts: 'a list of at most 300 texts of at most 200 characters',
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const YES_NO: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, 1: true },
  ...{ false: false, no: false, 0: false },
};
const [LONGEST, LONGEST_OF_LIST, MOST_TEXTS] = [1_000, 200, 300];

/**
 * A value as JSON or a cell of a file says it; null: it says none, undefined: it is of another type.
 * @param between divides a text that is a list
 */
export function propertyValueOf(
  type: PropertyType,
  given: unknown,
  between = ';',
): PropertyValue | undefined {
  if (given === null || given === undefined) return null;
  if (type === 'texts') {
    const texts: unknown[] = Array.isArray(given) ? given : [given].flatMap((one) => divided(one, between));
    const values = texts.map((text) => textOf(text, LONGEST_OF_LIST));
    if (values.length > MOST_TEXTS || values.includes(undefined)) return undefined;
    const known = [...new Set(values.filter((text): text is string => text !== undefined && text !== ''))];
    return known.length === 0 ? null : known;
  }
  const text = textOf(given, LONGEST);
  if (text === undefined) return undefined;
  if (text === '') return null;
  if (type === 'number') return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (type === 'boolean') return YES_NO[text.toLowerCase()];
  // Of a time, its day.
  if (type === 'day') return isCalendarDay(text.slice(0, 10)) ? text.slice(0, 10) : undefined;
  return text;
}

function divided(given: unknown, between: string): unknown {
  return typeof given === 'string' ? given.split(between) : given;
}

/** Without the blanks around it; undefined: it is none that PostgreSQL stores. */
function textOf(given: unknown, longest: number): string | undefined {
  const isScalar = typeof given === 'number' || typeof given === 'bigint' || typeof given === 'boolean';
  const text = isScalar ? String(given) : given;
  if (typeof text !== 'string' || text.length > longest || !text.isWellFormed()) return undefined;
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
