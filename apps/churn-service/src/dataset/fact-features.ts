import type { FactType, ModelFact } from '#common/facts';
import type { Feature } from './feature.js';

/** Days in which changes of a fact are counted, the last one the snapshot date. */
export const CHANGE_DAYS = 30;

const MOST_NUMBER = 1e12;
const MEANINGS: Record<FactType, string> = {
  number: 'as it was told',
  boolean: '1 yes, 0 no',
  day: 'days from the snapshot date to it, below 0 where it has passed',
  text: '',
};

/** Of each fact its value on the snapshot date, and how often it has changed lately. */
export function factFeatures(facts: readonly ModelFact[]): Feature[] {
  return facts.flatMap((fact): Feature[] => {
    const { name, label, type, categories } = fact;
    const of = { family: 'facts', kind: null, days: 0 } as const;
    const codes = ['another', ...categories].map((category, code) => `${code} ${category}`);
    return [
      {
        ...of,
        name: `fact_${name}`,
        unit: type === 'text' ? 'code' : type === 'day' ? 'days' : 'number',
        meaning: `${label} on the snapshot date: ${MEANINGS[type] || codes.join(', ')}`,
        default: null,
        never: 'null (not known on the snapshot date)',
        range: rangeOf(fact),
        source: { how: 'fact', fact },
      },
      {
        ...of,
        name: `fact_${name}_changes`,
        unit: 'events',
        meaning: `Changes of ${label} on the last ${CHANGE_DAYS} days, the snapshot date included`,
        default: 0,
        never: null,
        source: { how: 'fact_changes', fact },
      },
    ];
  });
}

function rangeOf({ type, categories }: ModelFact): readonly [number, number] {
  if (type === 'text') return [0, categories.length];
  return type === 'boolean' ? [0, 1] : [-MOST_NUMBER, MOST_NUMBER];
}

/**
 * SQL of one row a user with the facts features: the last change up to the snapshot date $1 counts, no later one is
 * read. @param among SQL that narrows the users of `d`
 */
export function factsSql(features: readonly Feature[], among: string): string {
  const found = features.flatMap(({ name, source }) => ('fact' in source ? [{ name, ...source }] : []));
  const ids = [...new Set(found.map(({ fact }) => fact.id))];
  const selected = found.map(
    ({ name, how, fact }) => `${how === 'fact' ? value(fact) : changes(fact)} AS "${name}"`,
  );
  return `SELECT v.user_id, ${selected.join(',\n      ')}
    FROM (
      SELECT d.user_id, d.fact_id, d.day, d.value, lead(d.day) OVER w IS NULL AS is_last,
        lag(d.day) OVER w IS NOT NULL AND d.value IS DISTINCT FROM lag(d.value) OVER w AS is_change
      FROM user_fact d WHERE d.day <= $1::date AND d.fact_id IN (${ids.join(', ')})${among}
      WINDOW w AS (PARTITION BY d.user_id, d.fact_id ORDER BY d.day)) AS v
    GROUP BY v.user_id`;
}

function value({ id, type, categories }: ModelFact): string {
  const last = (of: string) => `max(${of}) FILTER (WHERE v.fact_id = ${id} AND v.is_last)`;
  const text = "v.value #>> '{}'";
  if (type === 'text') {
    const codes = `array_position(ARRAY[${categories.map(literal).join(', ')}]::text[], ${text})`;
    return `(${last(`CASE WHEN v.value IS NOT NULL THEN coalesce(${codes}, 0) END`)})::float8`;
  }
  if (type === 'day') return `(${last(`(${text})::date`)} - $1::date)::float8`;
  return last(type === 'boolean' ? 'v.value::boolean::int::float8' : 'v.value::float8');
}

function changes({ id }: ModelFact): string {
  return `(count(*) FILTER (WHERE v.fact_id = ${id} AND v.is_change AND v.day > $1::date - ${CHANGE_DAYS}))::float8`;
}

/** A text of SQL, in which nothing looks like a parameter. */
function literal(text: string): string {
  return `('${text.replaceAll("'", "''").replaceAll('$', "' || chr(36) || '")}')`;
}
