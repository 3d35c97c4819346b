import { addDays, isCalendarDay, unixDay } from '../calendar/days.js';

/** What values of a fact are. */
export const FACT_TYPES = ['number', 'category', 'yes/no', 'day'] as const;
export type FactType = (typeof FACT_TYPES)[number];

/**
 * A fact of users that a service declares, such as their plan. A fact of another type is another one: its id
 * differs.
 */
export interface DeclaredFact {
  readonly id: number;
  readonly name: string;
  readonly type: FactType;
  /** What people call it. */
  readonly label: string;
}

/** A fact as a model reads it. */
export interface ModelFact extends DeclaredFact {
  /** Those that have codes, from 1 on in this order; any other one is 0. */
  readonly categories: readonly string[];
}

/**
 * A value as it is stored: a category as its text, all others as a number (1 is yes, a day counts from 1970-01-01).
 * Both null: it is not known.
 */
export interface StoredFact {
  readonly number: number | null;
  readonly category: string | null;
}

/** A value as callers send and get it. */
export type FactValue = number | string | boolean | null;

const MOST_NUMBER = 1e12;
const LONGEST_CATEGORY = 100;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DAY = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/;
const CONTROLS = /\p{Cc}/u;
const YES_NO: Readonly<Record<string, number>> = { true: 1, yes: 1, 1: 1, false: 0, no: 0, 0: 0 };
const UNKNOWN: StoredFact = { number: null, category: null };

/** What values of a type are, for those who sent another one. */
export const FACT_MEANINGS: Readonly<Record<FactType, string>> = {
  number: `a number from ${-MOST_NUMBER} to ${MOST_NUMBER}`,
  category: `a text of at most ${LONGEST_CATEGORY} characters`,
  'yes/no': 'true or false',
  day: 'a day as YYYY-MM-DD',
};

/** The value of a fact of a type, of JSON or a cell of a file; null and blank are not known, undefined is unfit. */
export function storedFact(type: FactType, value: unknown): StoredFact | undefined {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value).trim();
  if (text === '') return UNKNOWN;
  if (type === 'category')
    return text.length <= LONGEST_CATEGORY && !CONTROLS.test(text) && text.isWellFormed()
      ? { number: null, category: text }
      : undefined;
  const number = numberOf(type, text);
  return number === undefined || Math.abs(number) > MOST_NUMBER ? undefined : { number, category: null };
}

function numberOf(type: Exclude<FactType, 'category'>, text: string): number | undefined {
  if (type === 'number') return NUMBER.test(text) ? Number(text) : undefined;
  if (type === 'yes/no') return YES_NO[text.toLowerCase()];
  const day = DAY.exec(text)?.[1];
  return isCalendarDay(day) ? unixDay(day) : undefined;
}

export function shownFact(type: FactType, { number, category }: StoredFact): FactValue {
  if (type === 'category' || number === null) return category;
  if (type === 'yes/no') return number === 1;
  return type === 'day' ? addDays('1970-01-01', number) : number;
}
