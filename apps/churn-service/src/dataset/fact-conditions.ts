import { ConditionsBody, conditionsSql, DomainError, readInput } from '#common';
import { conditionProblems } from '#common/conditions';
import type { Condition, PropertyType } from '#common/conditions';
import type { DeclaredFact } from '#common/facts';

/** What facts may be asked, by name. */
export function factTypes(facts: readonly DeclaredFact[]): Map<string, PropertyType> {
  return new Map(facts.map(({ name, type }) => [name, type]));
}

/**
 * SELECT of `user_id` and `facts`, a jsonb object of what facts were on a day, as `conditionsSql` reads it.
 * @param day SQL of a date
 */
export function factValuesSql(facts: readonly DeclaredFact[], day: string): string {
  const names = facts.map(({ id, name }) => `WHEN ${id} THEN '${name}'`).join(' ');
  return `SELECT user_id, jsonb_object_agg(CASE fact_id ${names} END, value) AS facts
    FROM (SELECT DISTINCT ON (user_id, fact_id) user_id, fact_id, value FROM user_fact
      WHERE fact_id IN (${facts.map(({ id }) => id).join(', ')}) AND day <= ${day}
      ORDER BY user_id, fact_id, day DESC) AS last
    GROUP BY user_id`;
}

/** Those of the facts that conditions name. */
export function factsOf(conditions: readonly Condition[], declared: readonly DeclaredFact[]): DeclaredFact[] {
  const named = new Set(conditions.map(({ property }) => property));
  return declared.filter(({ name }) => named.has(name));
}

/** Which users a list has, by facts. */
export interface FactFilter {
  /** SQL of a condition on `user`, of which the first values are $`first` and the following. */
  sql(user: string, first: number): string;
  readonly parameters: readonly unknown[];
}

/**
 * The filter that a query has as JSON, of what facts were on a day.
 * @throws DomainError invalid (filter_invalid), and as `readInput`
 */
export function factFilter(text: string, declared: readonly DeclaredFact[], day: string): FactFilter {
  const conditions = readInput(ConditionsBody, parsed(text), 'json');
  const types = factTypes(declared);
  const problems = conditionProblems(conditions, types, 'filter.');
  if (problems.length > 0)
    throw new DomainError('invalid', 'filter_invalid', `${problems.join('; ')}.`, {
      extra: { errors: problems },
    });
  const facts = factsOf(conditions.conditions, declared);
  const made = (first: number) => {
    const parameters: unknown[] = [];
    const bind = (value: unknown, type: string) => `$${first - 1 + parameters.push(value)}::${type}`;
    const values = factValuesSql(facts, bind(day, 'date'));
    return { parameters, values, test: conditionsSql(conditions, types, 'f.facts', bind) };
  };
  return {
    parameters: made(1).parameters,
    sql: (user, first) => {
      const { values, test } = made(first);
      // Also who has no such fact, of whom it may be asked what it is not.
      return `(SELECT (${test}) IS TRUE FROM (SELECT 1) AS one LEFT JOIN (${values}) AS f ON f.user_id = ${user})`;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('invalid', 'filter_invalid', 'filter must be JSON: {"conditions":[…]}.');
  }
}
