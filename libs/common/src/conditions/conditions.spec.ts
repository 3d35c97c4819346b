import { conditionProblems, meets } from './conditions.js';
import type { Condition, PropertyType } from './conditions.js';

const TYPES = new Map<string, PropertyType>([
  ['tempo', 'number'],
  ['genres', 'texts'],
  ['released', 'day'],
  ['explicit', 'boolean'],
]);

describe('conditions', () => {
  it.each<[Condition, string]>([
    [
      { property: 'genre', is: ['x'] },
      'names "genre", which is no property; the nearest known one is genres',
    ],
    [{ property: 'toString', is: ['x'] }, 'names "toString", which is no property'],
    [{ property: 'tempo' }, 'must have atLeast or below and no other member: "tempo" is of the type number'],
    [{ property: 'genres', is: ['x'], yes: true }, 'must have is or not and no other member'],
    [{ property: 'tempo', atLeast: 2, below: 2 }, 'must not end before it begins'],
    [{ property: 'released', from: '2017-01-02', to: '2017-01-01' }, 'must not end before it begins'],
  ])('have a problem: %j', (condition, problem) =>
    expect(conditionProblems({ match: 'all', conditions: [condition] }, TYPES, 'filter.')).toEqual([
      expect.stringContaining(`filter.conditions[0] ${problem}`),
    ]),
  );

  it('have none', () => {
    const conditions = [
      { property: 'tempo', below: 0 },
      { property: 'released', from: '2017-01-01', to: '2017-01-01' },
      { property: 'explicit', yes: false },
    ];
    expect(conditionProblems({ match: 'any', conditions }, TYPES)).toEqual([]);
  });

  it('are met by no unknown value, but for what it must not be', () => {
    expect(meets(null, { atLeast: -1 })).toBe(false);
    expect(meets(null, { yes: false })).toBe(false);
    expect(meets(null, { not: ['rock'] })).toBe(true);
    expect(meets([], { is: ['rock'], not: ['pop'] })).toBe(false);
  });
});
