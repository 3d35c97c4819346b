import { EnumField, IntegerField, NumberField, ObjectsField, TextField } from '#common';
import { FEATURE_FAMILIES, FEATURE_UNITS } from '../dataset/feature.js';
import type { Feature } from '../dataset/feature.js';

export class FeatureDto {
  @TextField('Name, the same in answers, exports and reports', { example: 'freq_P_last_7' })
  name: string;

  @EnumField('What it is about; reasons are given by family', FEATURE_FAMILIES, { example: 'plays' })
  family: Feature['family'];

  @EnumField('What a value of 1 is one of', FEATURE_UNITS, { example: 'events' })
  unit: Feature['unit'];

  @TextField('What it says', { example: 'Plays on the last 7 days, the snapshot date included' })
  meaning: string;

  @NumberField('Value of a user who did nothing of the kind; null where that is no number', {
    nullable: true,
    example: 0,
  })
  default: number | null;

  @TextField('How "never in the feature window" is kept apart from any number; null where it cannot be', {
    nullable: true,
    example: 'null (no search in the feature window), never a number of days',
  })
  never: string | null;
}

export class FeaturesDto {
  @TextField('SHA-256 of all definitions: a model made from others cannot be used and is refused', {
    example: '9f2c…',
  })
  hash: string;

  @IntegerField('Length of the feature window in days', { minimum: 1, example: 30 })
  featureDays: number;

  @IntegerField('Days that end on the snapshot date, of which features know what a user did', {
    minimum: 1,
    example: 90,
  })
  historyDays: number;

  @IntegerField('Live version of the churn model; null when there is none', {
    minimum: 1,
    nullable: true,
    example: 3,
  })
  liveVersion: number | null;

  @ObjectsField(() => FeatureDto, 'In the order that tables and models have them')
  features: FeatureDto[];
}
