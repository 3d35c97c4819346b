import { SeededRandom } from '#ml';
import { validateSync } from 'class-validator';
import { IdListField, ObjectField, ObjectsField, ValuesField } from './composed-fields.js';
import { keepsRules } from './kept-rules.js';
import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  IntegerField,
  NumberField,
  TextField,
  TimeField,
  UuidField,
} from './scalar-fields.js';

class Part {
  @IdField('Song')
  songId: string;
}

class Known {
  @IntegerField('How many', { minimum: 1, maximum: 200, default: 20 })
  limit: unknown;

  @NumberField('Share', { minimum: 0, maximum: 1, optional: true })
  share?: unknown;

  @BooleanField('Whether', { optional: true })
  isKnown?: unknown;

  @EnumField('Kind', ['play', 'download'], { optional: true })
  kind?: unknown;

  @DayField('Day', { optional: true })
  day?: unknown;

  @TimeField('Time', { optional: true })
  at?: unknown;

  @TextField('Name', {
    minLength: 2,
    maxLength: 5,
    optional: true,
    pattern: { regex: /^\w*$/, meaning: 'x' },
  })
  name?: unknown;

  @UuidField('Identity', { optional: true })
  uuid?: unknown;

  @IdListField('Ids', { minItems: 1, maxItems: 3, optional: true })
  ids?: unknown;

  @ValuesField('Kinds', ['play', 'search'], { optional: true })
  kinds?: unknown;

  @ObjectsField(() => Part, 'Parts', { optional: true })
  parts?: unknown;

  @ObjectField(() => Part, 'Part', { optional: true })
  part?: unknown;
}

class Narrower extends Known {
  @IdField('User')
  userId: unknown;
}

const VALUES: unknown[] = [
  undefined,
  null,
  ...[0, 1, 0.5, 200, 201, -1, NaN, Infinity, 1e300, 7n],
  ...['', '7', '9223372036854775808', 'play', 'abc', 'abcdef', 'a\0b', '\ud800', '2017-02-30', '2017-02-28'],
  ...['2026-11-24T15:00:00Z', '4f0e8a52-6a0c-4b8f-9d2b-7f6a3c1e5d90', true, false],
  ...[[], ['1'], ['1', 'x'], ['play'], ['play', 1], [{}], [{}, 5], {}, new Part(), [null]],
];

describe('keepsRules', () => {
  it.each([1, 2, 3])('says what validateSync says, whatever the members (seed %d)', (seed) => {
    const random = new SeededRandom(seed);
    const outcomes = { kept: 0, broken: 0 };
    for (let round = 0; round < 4_000; round++) {
      const object: object = random.next() < 0.5 ? new Known() : new Narrower();
      Object.assign(object, { limit: 5 }, object instanceof Narrower ? { userId: '8' } : {});
      const members = [
        'limit',
        'share',
        'isKnown',
        'kind',
        'day',
        'at',
        'name',
        'uuid',
        'ids',
        'kinds',
        'parts',
      ];
      for (const name of [...members, 'part', 'userId'])
        if (random.next() < 0.12)
          Object.assign(object, { [name]: VALUES[Math.floor(random.next() * VALUES.length)] });
      const expected = validateSync(object, { forbidUnknownValues: false }).length === 0;
      expect([object, keepsRules(object)]).toEqual([object, expected]);
      outcomes[expected ? 'kept' : 'broken']++;
    }
    // Both happen often enough to mean something.
    expect(Math.min(outcomes.kept, outcomes.broken)).toBeGreaterThan(500);
  });

  it('has nothing against an object without rules', () => {
    expect(keepsRules(new Date())).toBe(true);
  });
});
