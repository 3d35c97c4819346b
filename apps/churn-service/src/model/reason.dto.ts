import { Field } from '#common';
import { FEATURE_FAMILIES } from '../dataset/feature.js';
import type { FeatureFamily } from '../dataset/feature.js';

export class ReasonDto {
  @Field.enum(
    'What it is about; quantities of one family mostly move together and are one reason',
    FEATURE_FAMILIES,
    { example: 'presence' },
  )
  family: FeatureFamily;

  @Field.text('Quantity of the family that stands out for this user, as the model reads it', {
    example: 'days_from_last_event',
  })
  feature: string;

  @Field.number('Its value; null is never within the feature window, or not known', {
    nullable: true,
    example: 12,
  })
  value: number | null;

  @Field.number('Typical value among the users the model learned from; null where there is none', {
    nullable: true,
    example: 7.31,
  })
  reference: number | null;

  @Field.number('Change of the log-odds by the whole family, on one scale for all users', { example: 0.62 })
  contribution: number;

  @Field.enum('Which way it moves the risk', ['raises', 'lowers'], { example: 'raises' })
  direction: 'raises' | 'lowers';

  @Field.text('The same in words', {
    example: 'Last event 12 days before the snapshot date (typical: 7.3), which raises the risk.',
  })
  sentence: string;
}
