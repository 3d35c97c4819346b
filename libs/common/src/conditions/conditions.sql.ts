import type { Bounds, Conditions, PropertyType, Test } from './conditions.js';

/** Makes a value a parameter of the statement and answers its place, with the type of SQL. */
export type Bind = (value: unknown, type: string) => string;

/** A value that is not known is within no bounds. At least one bound is given. @param type of SQL */
export function withinSql(
  value: string,
  { from, to, below = Infinity }: Bounds,
  type: string,
  bind: Bind,
): string {
  return [
    ...(from === undefined ? [] : [`${value} >= ${bind(from, type)}`]),
    ...(to === undefined ? [] : [`${value} <= ${bind(to, type)}`]),
    ...(below === Infinity ? [] : [`${value} < ${bind(below, type)}`]),
  ].join(' AND ');
}

/** @param type of SQL, of one value */
export function amongSql(value: string, values: readonly unknown[], type: string, bind: Bind): string {
  return `${value} = ANY (${bind(values, `${type}[]`)})`;
}

/** One level: none of the parts is divided by it. */
export function joinedSql(match: Conditions['match'], parts: readonly string[]): string {
  return parts.map((part) => `(${part})`).join(match === 'all' ? ' AND ' : ' OR ');
}

/**
 * Conditions that have no problem on properties in one column.
 * @param values jsonb: an object with the values that are known by property
 */
export function conditionsSql(
  { match, conditions }: Conditions,
  types: ReadonlyMap<string, PropertyType>,
  values: string,
  bind: Bind,
): string {
  const parts = conditions.map(({ property, ...test }) => {
    const name = bind(property, 'text');
    return testSql(`${values} -> ${name}`, `(${values} ->> ${name})`, types.get(property)!, test, bind);
  });
  return joinedSql(match, parts);
}

function testSql(json: string, text: string, type: PropertyType, test: Test, bind: Bind): string {
  const { is, not, atLeast, below, from, to, yes } = test;
  if (type === 'number') return withinSql(`${text}::float8`, { from: atLeast, below }, 'float8', bind);
  // Days of one form are in the order of their letters.
  if (type === 'day') return withinSql(`${text} COLLATE "C"`, { from, to }, 'text', bind);
  if (type === 'boolean') return `${text}::boolean = ${bind(yes, 'boolean')}`;
  const among = (texts: readonly string[]) =>
    type === 'text' ? amongSql(text, texts, 'text', bind) : `${json} ?| ${bind(texts, 'text[]')}`;
  return joinedSql('all', [
    ...(is === undefined ? [] : [among(is)]),
    ...(not === undefined ? [] : [`(${among(not)}) IS NOT TRUE`]),
  ]);
}
