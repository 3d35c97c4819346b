import { nearestHint } from '../fields/nearest.js';

/** Of numbers, of one text, of yes or no, of a day as YYYY-MM-DD, of several texts. */
export const PROPERTY_TYPES = ['number', 'text', 'boolean', 'day', 'texts'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];
/** Null: not known. */
export type PropertyValue = number | string | boolean | readonly string[] | null;

/** Bounds of numbers, or of days. */
export interface Bounds<Value = number | string> {
  /** The lowest value within. */
  readonly from?: Value | undefined;
  /** The last day within. */
  readonly to?: Value | undefined;
  /** The lowest value that is too high. */
  readonly below?: Value | undefined;
}

/** What one value must be; all members that are given hold. A value that is not known meets `not` alone. */
export interface Test {
  /** A text is one of these, or one of several texts is. */
  readonly is?: readonly string[];
  /** A text is none of these, and none of several texts is. */
  readonly not?: readonly string[];
  readonly atLeast?: number;
  readonly below?: number;
  readonly from?: string;
  readonly to?: string;
  readonly yes?: boolean;
}

/** A property of a user or a song, and what its value must be. */
export interface Condition extends Test {
  readonly property: string;
}

/** The closed language of conditions: all are to be met, or any. */
export interface Conditions {
  readonly match: 'all' | 'any';
  readonly conditions: readonly Condition[];
}

/** What may be asked of a value, by its type. */
const MEMBERS: Record<PropertyType, readonly (keyof Test)[]> = {
  number: ['atLeast', 'below'],
  text: ['is', 'not'],
  boolean: ['yes'],
  day: ['from', 'to'],
  texts: ['is', 'not'],
};

/** What is wrong with bounds of one kind, as the end of a sentence; null: nothing. */
export function boundsProblem({ from, to, below = to }: Bounds): string | null {
  if (from === undefined && below === undefined) return 'must have a bound';
  const isEmpty =
    from !== undefined && below !== undefined && (to === undefined ? from >= below : from > below);
  return isEmpty ? 'must not end before it begins' : null;
}

/**
 * What is wrong with conditions on properties of these types.
 * @param path of the conditions, such as `filter.`
 */
export function conditionProblems(
  { conditions }: Conditions,
  types: ReadonlyMap<string, PropertyType>,
  path = '',
): string[] {
  return conditions.flatMap(({ property, ...test }, place) => {
    const problem = testProblem(property, test, types);
    return problem === null ? [] : [`${path}conditions[${place}] ${problem}`];
  });
}

function testProblem(property: string, test: Test, types: ReadonlyMap<string, PropertyType>): string | null {
  const type = types.get(property);
  const name = JSON.stringify(property);
  if (type === undefined) return `names ${name}, which is no property${nearestHint(types.keys(), property)}`;
  const known = MEMBERS[type];
  const given = Object.keys(test) as (keyof Test)[];
  if (given.length === 0 || !given.every((member) => known.includes(member)))
    return `must have ${known.join(' or ')} and no other member: ${name} is of the type ${type}`;
  const { atLeast, below, from = atLeast, to } = test;
  return type === 'number' || type === 'day' ? boundsProblem({ from, below, to }) : null;
}

/** The reading in memory; `testSql` is the other. */
export function meets(value: PropertyValue, { is, not, atLeast, below, from, to, yes }: Test): boolean {
  const isAmong = (texts: readonly string[]) =>
    typeof value === 'object'
      ? (value?.some((one) => texts.includes(one)) ?? false)
      : texts.includes(String(value));
  if (value === null) return not !== undefined && is === undefined;
  return (
    (is === undefined || isAmong(is)) &&
    (not === undefined || !isAmong(not)) &&
    (atLeast === undefined || (value as number) >= atLeast) &&
    (below === undefined || (value as number) < below) &&
    (from === undefined || value >= from) &&
    (to === undefined || value <= to) &&
    (yes === undefined || value === yes)
  );
}
