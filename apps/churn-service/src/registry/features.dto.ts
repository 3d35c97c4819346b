import { Field } from '#common';
import { FEATURE_FAMILIES, FEATURE_UNITS } from '../dataset/feature.js';
import type { Feature } from '../dataset/feature.js';

export class FeatureDto {
  @Field.text('Name, the same in answers, exports and reports', { example: 'freq_P_last_7' })
  name: string;

  @Field.enum('What it is about; reasons are given by family', FEATURE_FAMILIES, { example: 'plays' })
  family: Feature['family'];

  @Field.enum('What a value of 1 is one of', FEATURE_UNITS, { example: 'events' })
  unit: Feature['unit'];

  @Field.text('What it says', { example: 'Plays on the last 7 days, the snapshot date included' })
  meaning: string;

  @Field.number('Value of a user who did nothing of the kind; null where that is no number', {
    nullable: true,
    example: 0,
  })
  default: number | null;

  @Field.text('How "never in the feature window" is kept apart from any number; null where it cannot be', {
    nullable: true,
    example: 'null (no search in the feature window), never a number of days',
  })
  never: string | null;
}

export class FeaturesDto {
  @Field.text('SHA-256 of all definitions: a model made from others cannot be used and is refused', {
    example: '9f2c…',
  })
  hash: string;

  @Field.integer('Length of the feature window in days', { minimum: 1, example: 30 })
  featureDays: number;

  @Field.integer('Days that end on the snapshot date, of which features know what a user did', {
    minimum: 1,
    example: 90,
  })
  historyDays: number;

  @Field.integer('Live version of the churn model; null when there is none', {
    minimum: 1,
    nullable: true,
    example: 3,
  })
  liveVersion: number | null;

  @Field.objects(() => FeatureDto, 'In the order that tables and models have them')
  features: FeatureDto[];
}
