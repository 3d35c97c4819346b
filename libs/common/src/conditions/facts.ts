import { PROPERTY_TYPES } from './conditions.js';
import type { PropertyType, PropertyValue } from './conditions.js';
import { propertyValueOf, VALUE_MEANINGS } from './song-properties.js';

/** What values of a fact are: those of a property, but not several texts. */
export type FactType = Exclude<PropertyType, 'texts'>;
export const FACT_TYPES = PROPERTY_TYPES.filter((type): type is FactType => type !== 'texts');

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
  /** The texts that have codes, from 1 on in this order; any other one is 0. */
  readonly categories: readonly string[];
}

const MOST_NUMBER = 1e12;
const LONGEST_TEXT = 100;
const CONTROLS = /\p{Cc}/u;

/** What values of a type are, for those who sent another one. */
export const FACT_MEANINGS: Readonly<Record<FactType, string>> = {
  ...VALUE_MEANINGS,
  number: `a number from ${-MOST_NUMBER} to ${MOST_NUMBER}`,
  text: `a text of at most ${LONGEST_TEXT} characters`,
};

/** The value of a fact, of JSON or a cell of a file; null and blank are not known, undefined is unfit. */
export function factValueOf(type: FactType, given: unknown): PropertyValue | undefined {
  if (typeof given === 'string' && CONTROLS.test(given.trim())) return undefined;
  const value = propertyValueOf(type, given);
  if (typeof value === 'number' && Math.abs(value) > MOST_NUMBER) return undefined;
  return type === 'text' && typeof value === 'string' && value.length > LONGEST_TEXT ? undefined : value;
}
