import { Field } from '../fields/fields.js';
import type { Condition, Conditions } from './conditions.js';

const LONGEST_TEXT = 200;
const TEXTS = { optional: true, minItems: 1, maxItems: 100, maxLength: LONGEST_TEXT };

/** What a property must be: `is` or `not` of texts, bounds of numbers and days, or `yes`. */
export class ConditionBody implements Condition {
  @Field.text('Name of the property', { minLength: 1, maxLength: 60, example: 'genres' })
  property: string;

  @Field.texts('Texts: the value is one of them, or holds one', { ...TEXTS, example: ['rock', 'pop'] })
  is?: string[];

  @Field.texts('Texts: the value is none of them, and holds none; also where it is not known', {
    ...TEXTS,
    example: ['holiday'],
  })
  not?: string[];

  @Field.number('Lowest number', { optional: true, example: 14 })
  atLeast?: number;

  @Field.number('Number that is too high', { optional: true, example: 90 })
  below?: number;

  @Field.day('First day', { optional: true, example: '2017-04-03' })
  from?: string;

  @Field.day('Last day', { optional: true, example: '2017-04-30' })
  to?: string;

  @Field.boolean('Whether it is so', { optional: true, example: false })
  yes?: boolean;
}

/** A value that is not known meets no condition but `not`. */
export class ConditionsBody implements Conditions {
  @Field.enum('Whether all conditions are to be met, or any of them', ['all', 'any'], { default: 'all' })
  match: 'all' | 'any';

  @Field.objects(() => ConditionBody, 'Conditions', {
    minItems: 1,
    maxItems: 20,
    example: [{ property: 'genres', is: ['rock', 'pop'] }],
  })
  conditions: ConditionBody[];
}
