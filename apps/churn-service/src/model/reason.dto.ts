import { EnumField, NumberField, TextField } from '#common';
import { FEATURE_FAMILIES } from '../dataset/feature.js';
import type { FeatureFamily } from '../dataset/feature.js';

export class ReasonDto {
  @EnumField(
    'What it is about; quantities of one family mostly move together and are one reason',
    FEATURE_FAMILIES,
    { example: 'presence' },
  )
  family: FeatureFamily;

  @TextField('Quantity of the family that stands out for this user, as the model reads it', {
    example: 'days_from_last_event',
  })
  feature: string;

  @NumberField('Its value; null is never within the feature window, or not known', {
    nullable: true,
    example: 12,
  })
  value: number | null;

  @NumberField('Typical value among the users the model learned from; null where there is none', {
    nullable: true,
    example: 7.31,
  })
  reference: number | null;

  @NumberField('Change of the log-odds by the whole family, on one scale for all users', { example: 0.62 })
  contribution: number;

  @EnumField('Which way it moves the risk', ['raises', 'lowers'], { example: 'raises' })
  direction: 'raises' | 'lowers';

  @TextField('The same in words', {
    example: 'Last event 12 days before the snapshot date (typical: 7.3), which raises the risk.',
  })
  sentence: string;
}
