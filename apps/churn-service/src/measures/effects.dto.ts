import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { FEATURE_FAMILIES } from '../dataset/feature.js';
import type { FeatureFamily } from '../dataset/feature.js';

/** Of contributions to the log-odds. */
class SpreadDto {
  @Field.number('Exceeded by 95 of 100 users', { example: -1.4 })
  low: number;

  @Field.number('Exceeded by 5 of 100 users', { example: 2.1 })
  high: number;
}

export class EffectPointDto extends SpreadDto {
  @Field.number('Mean value of the quantity among these users; null is never, or not known', {
    nullable: true,
    example: 3.2,
  })
  value: number | null;

  @Field.count('Users', { example: 40 })
  users: number;

  @Field.number('Mean contribution to the log-odds', { example: -0.8 })
  mean: number;
}

export class QuantityEffectDto extends SpreadDto {
  @Field.text('Name of the quantity', { example: 'days_from_last_event' })
  name: string;

  @Field.enum('Family of the quantity', FEATURE_FAMILIES, { example: 'presence' })
  family: FeatureFamily;

  @Field.text('What it is', { example: 'Days from the newest event to the snapshot date' })
  meaning: string;

  @Field.number('Mean size of its contribution to the log-odds', { example: 0.92 })
  meanAbsolute: number;

  @Field.objects(() => EffectPointDto, 'By its value, lowest first; those without one last')
  dependence: readonly EffectPointDto[];
}

class FamilyEffectDto extends PickType(QuantityEffectDto, ['family', 'meanAbsolute']) {}

export class EffectsDto {
  @Field.count('Test users that were explained, drawn by the weights of their labels', { example: 400 })
  users: number;

  @Field.objects(() => FamilyEffectDto, 'Of the quantities of each family together, largest first')
  families: readonly FamilyEffectDto[];

  @Field.number('Log-odds of a user about whom nothing is known', { example: -0.62 })
  base: number;

  @Field.objects(() => QuantityEffectDto, 'Shapley values of the chosen model, largest mean size first')
  quantities: readonly QuantityEffectDto[];
}
