import fc from 'fast-check';
import { conditionsSql } from '#common';
import { conditionProblems, meets } from '#common/conditions';
import type { Condition, Conditions, PropertyType, PropertyValue } from '#common/conditions';
import { useTestDatabase } from '../../support/test-database.js';
import { runs } from '../../support/drawn.js';

const TYPES = new Map<string, PropertyType>([
  ['tempo', 'number'],
  ['language', 'text'],
  ['explicit', 'boolean'],
  ['released', 'day'],
  ['genres', 'texts'],
]);
const TEXTS = ['rock', 'Rock', '摇滚', "o'k", 'a"b', '%', '{}', ' '];
const DAYS = ['0001-01-01', '1999-12-31', '2000-01-01', '2017-04-28', '9999-12-31'];
const NUMBERS = [-1, 0, 0.1, 120, 1e300];

const text = fc.constantFrom(...TEXTS);
const texts = fc.array(text, { minLength: 1, maxLength: 3 });
const VALUES: Record<PropertyType, fc.Arbitrary<PropertyValue>> = {
  number: fc.constantFrom(...NUMBERS),
  text,
  boolean: fc.boolean(),
  day: fc.constantFrom(...DAYS),
  texts: fc.array(text, { maxLength: 3 }),
};
const TESTS: Record<PropertyType, fc.Arbitrary<Partial<Condition>>> = {
  number: fc.record(
    { atLeast: fc.constantFrom(...NUMBERS), below: fc.constantFrom(...NUMBERS) },
    { requiredKeys: [] },
  ),
  text: fc.record({ is: texts, not: texts }, { requiredKeys: [] }),
  boolean: fc.record({ yes: fc.boolean() }),
  day: fc.record({ from: fc.constantFrom(...DAYS), to: fc.constantFrom(...DAYS) }, { requiredKeys: [] }),
  texts: fc.record({ is: texts, not: texts }, { requiredKeys: [] }),
};
const condition: fc.Arbitrary<Condition> = fc
  .constantFrom(...TYPES)
  .chain(([property, type]) => TESTS[type].map((test) => ({ ...test, property })));
const conditions: fc.Arbitrary<Conditions> = fc
  .record({
    match: fc.constantFrom('all', 'any'),
    conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  })
  .filter((some) => conditionProblems(some, TYPES).length === 0);
const thing = fc.record(Object.fromEntries([...TYPES].map(([name, type]) => [name, VALUES[type]])), {
  requiredKeys: [],
});

const test = useTestDatabase();

describe('the two readings of conditions', () => {
  it('find the same things', async () => {
    await fc.assert(
      fc.asyncProperty(conditions, fc.array(thing, { maxLength: 20 }), async (asked, things) => {
        const parameters: unknown[] = [things.map((one) => JSON.stringify(one))];
        const sql = conditionsSql(
          asked,
          TYPES,
          'v.one',
          (value, type) => `$${parameters.push(value)}::${type}`,
        );
        const found = await test.database.query<{ met: boolean }>(
          `SELECT (${sql}) IS TRUE AS met FROM (SELECT one::jsonb, n FROM unnest($1::text[]) WITH ORDINALITY AS u(one, n)) v ORDER BY n`,
          parameters,
        );
        const isMet = (one: (typeof things)[number]) => {
          const each = asked.conditions.map((some) => meets(one[some.property] ?? null, some));
          return asked.match === 'all' ? each.every(Boolean) : each.some(Boolean);
        };
        expect(found.map(({ met }) => met)).toEqual(things.map(isMet));
      }),
      { numRuns: runs(500) },
    );
  });
});
