import { answerOf, JoinedType } from './field.js';
import { Field } from './fields.js';
import { ENTITY_ID_PATTERN, isEntityId } from './entity-id.js';
import { readInput } from './read-input.js';
import { DomainError } from '../errors/domain-error.js';

class EventInput {
  @Field.id('song', 'Song')
  songId: string;

  @Field.number('Share', { minimum: 0, maximum: 1, default: 1 })
  share: number;
}

class Input {
  @Field.integer('How many', { minimum: 1, maximum: 200, default: 20 })
  limit: number;

  @Field.number('Least risk', { minimum: 0, maximum: 1, optional: true })
  minRisk?: number;

  @Field.boolean('Whether', { default: false })
  includePlayed: boolean;

  @Field.enum('Kind', ['play', 'download'], { optional: true })
  kind?: string;

  @Field.day('Day', { optional: true })
  day?: string;

  @Field.time('Time', { optional: true })
  at?: string;

  @Field.text('Name', { maxLength: 5, optional: true })
  name?: string;

  @Field.ids('song', 'Ids', { maxItems: 3, optional: true })
  exclude?: string[];

  @Field.integers('Days', { minimum: 1, maximum: 60, maxItems: 3, optional: true })
  days?: number[];

  @Field.objects(() => EventInput, 'Events', { maxItems: 1000, optional: true })
  events?: EventInput[];
}

const NAMES = 'limit, minRisk, includePlayed, kind, day, at, name, exclude, days, events';

class Narrower extends Input {
  @Field.id('user', 'User')
  userId: string;
}

function problemsOf(
  given: unknown,
  form: 'json' | 'text' = 'json',
  type: new () => object = Input,
): string[] {
  try {
    readInput(type, given, form);
    return [];
  } catch (error) {
    return (error as DomainError).options.extra!['errors'] as string[];
  }
}

describe('readInput', () => {
  it('reads the texts of a query as what they mean, and sets defaults', () => {
    const query = { minRisk: '0.5', includePlayed: 'true', exclude: '1,2', kind: 'download' };
    expect(readInput(Input, query, 'text')).toEqual({
      limit: 20,
      minRisk: 0.5,
      includePlayed: true,
      exclude: ['1', '2'],
      kind: 'download',
    });
    expect(readInput(Input, { exclude: ['1,2', '3'] }, 'text').exclude).toEqual(['1', '2', '3']);
    expect(readInput(Input, { days: '7,14' }, 'text').days).toEqual([7, 14]);
    expect(readInput(Input, { days: ['7', '14,30'] }, 'text').days).toEqual([7, 14, 30]);
    expect(readInput(Input, { limit: '7' }, 'text')).toBeInstanceOf(Input);
  });

  it('reads a missing body as an empty one', () => {
    expect(readInput(Input, undefined, 'json')).toEqual({ limit: 20, includePlayed: false });
    expect(problemsOf(undefined, 'json', Narrower)).toEqual([
      'userId must be a whole number from 0 to 9223372036854775807',
    ]);
  });

  it.each(['limit', 'minRisk', 'kind', 'day', 'at', 'name', 'exclude', 'days', 'events', 'includePlayed'])(
    'takes neither null nor an empty text for a missing %s',
    (name) => {
      expect(problemsOf({ [name]: null })).toEqual([`${name} must not be null: leave it out`]);
      if (name !== 'name') expect(problemsOf({ [name]: '' }, 'text')).toHaveLength(1);
    },
  );

  it.each([
    [{ limit: 0 }, 'limit must be a whole number from 1 to 200'],
    [{ limit: '5' }, 'limit must be a whole number from 1 to 200'],
    [{ limit: 1e300 }, 'limit must be a whole number from 1 to 200'],
    [{ minRisk: Infinity }, 'minRisk must be a number from 0 to 1'],
    [{ includePlayed: 'true' }, 'includePlayed must be true or false'],
    [{ kind: 'down' }, 'kind must be one of play, download'],
    [{ day: '2017-02-30' }, 'day must be a day as YYYY-MM-DD'],
    [{ day: '0000-01-01' }, 'day must be a day as YYYY-MM-DD'],
    [{ at: '2026-W10-1' }, 'at must be a time with its offset, such as 2026-11-24T15:00:00Z'],
    [{ name: 'a\0b' }, 'name must be a text without NUL and without half characters'],
    [{ name: '\ud800' }, 'name must be a text without NUL and without half characters'],
    [{ name: 'abcdef' }, 'name must have at most 5 characters'],
    [{ exclude: ['1', 'x'] }, 'each entry of exclude must be a whole number from 0 to 9223372036854775807'],
    [{ exclude: ['1', '2', '3', '4'] }, 'exclude must hold at most 3 entries'],
    [{ exclude: {} }, 'exclude must be a list'],
    [{ days: [7, 61] }, 'each entry of days must be a whole number from 1 to 60'],
    [{ days: ['7'] }, 'each entry of days must be a whole number from 1 to 60'],
    [{ days: [1.5] }, 'each entry of days must be a whole number from 1 to 60'],
    [
      { events: [{ songId: '1' }, { songId: '-1' }] },
      'events[1].songId must be a whole number from 0 to 9223372036854775807',
    ],
    [{ events: [5] }, 'each entry of events must be an object'],
    [{ events: [{ songId: '1', share: null }] }, 'events[0].share must not be null: leave it out'],
    [{ toString: 1 }, `toString is not known here: known are ${NAMES}`],
    [JSON.parse('{"__proto__": {"limit": 1}}'), `__proto__ is not known here: known are ${NAMES}`],
    [{ minrisk: 1 }, 'minrisk is not known here; the nearest known one is minRisk'],
    [
      { events: [{ songId: '1', shares: 1 }] },
      'events[0].shares is not known here; the nearest known one is share',
    ],
    [[], 'The body must be a JSON object'],
    ['text', 'The body must be a JSON object'],
  ])('refuses %j and says: %s', (given, problem) => {
    expect(problemsOf(given)).toEqual([problem]);
  });

  it('refuses a value that is repeated where one is wanted', () => {
    expect(problemsOf({ limit: ['1', '2'] }, 'text')).toEqual(['limit must be a whole number from 1 to 200']);
  });

  it.each(['1e', '0x10', ' 5', '5 ', '+5', '1_0', 'Infinity', 'NaN', '--1', '.5'])(
    'does not read %j as a number',
    (text) => expect(problemsOf({ minRisk: text }, 'text')).toHaveLength(1),
  );

  it('tells of ten problems at most, with short names, however much is wrong', () => {
    const members = Object.fromEntries(
      Array.from({ length: 60_000 }, (_, n) => [`${'x'.repeat(500)}${n}`, n]),
    );
    const problems = problemsOf(members);
    expect(problems).toHaveLength(10);
    expect(JSON.stringify(problems).length).toBeLessThan(1000);
    const events = Array.from({ length: 1000 }, () => ({ songId: 'no', share: 'no' }));
    expect(problemsOf({ events })).toHaveLength(10);
  });

  it('gives a class the members of those it extends, and those nothing of its own', () => {
    expect(readInput(Narrower, { userId: '5' }, 'text')).toEqual({
      userId: '5',
      limit: 20,
      includePlayed: false,
    });
    expect(problemsOf({ userId: '5' })).toEqual([`userId is not known here: known are ${NAMES}`]);
  });
});

describe('readInput in a database of text ids', () => {
  const ids = (kind: string, text: string): string => `${kind === 'user' ? 1 : 2}${text.length}`;

  it('makes internal ids of texts, and divides no text', () => {
    expect(readInput(Narrower, { userId: 'ab', exclude: ['a,b', 'c'] }, 'text', ids)).toMatchObject({
      userId: '12',
      exclude: ['23', '21'],
    });
    expect(readInput(Input, { exclude: 'a,b' }, 'text', ids).exclude).toEqual(['23']);
  });

  it.each([
    [{ userId: '' }, 'userId must not be empty'],
    [{ userId: 5 }, 'userId must be a text'],
    [{ userId: 'me@example.org' }, 'userId must not be an e-mail address: send a hash of it'],
    [{ userId: 'a', exclude: ['', 'b', ''] }, 'each entry of exclude must not be empty'],
    [{ userId: 'a', exclude: {} }, 'exclude must be a list'],
  ])('refuses %j', (given, problem) => {
    try {
      readInput(Narrower, given, 'json', ids);
      throw new Error('it was accepted');
    } catch (error) {
      expect((error as DomainError).options.extra!['errors']).toEqual([problem]);
    }
  });
});

it('of a class that joins others has the members, defaults and rules of each', () => {
  class Named {
    @Field.text('Name', { maxLength: 5 })
    name: string;
  }
  class Joined extends JoinedType(EventInput, Named) {
    @Field.integer('How many', { minimum: 1, optional: true })
    limit?: number;
  }
  const read = readInput(Joined, { songId: '7', name: 'a' }, 'json');
  expect(Object.entries(read)).toEqual(Object.entries({ songId: '7', share: 1, name: 'a' }));
  const answer = Object.assign(new Joined(), { songId: '7', share: 1, name: 'a', limit: 2, more: 3 });
  expect(answerOf(Joined, answer)).toEqual({ songId: '7', share: 1, name: 'a', limit: 2 });
  expect(problemsOf({ songId: '7', name: 'too long', limit: 0 }, 'json', Joined)).toHaveLength(2);
  expect(problemsOf({ songId: '7' }, 'json', Joined)).toHaveLength(1);
});

describe('the pattern of ids', () => {
  it.each([
    '0',
    '7',
    '007',
    '999999999999999999',
    '9223372036854775807',
    '9223372036854775808',
    '9223372036854775799',
    '9223372036854775817',
    '9300000000000000000',
    '9222999999999999999',
    '0000000000000000001',
    '1000000000000000000',
    '10000000000000000000',
    '',
    '-1',
    '1.0',
  ])('agrees with the rule about %j', (text) => {
    expect(new RegExp(ENTITY_ID_PATTERN).test(text)).toBe(isEntityId(text));
  });
});
