import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { GainDto, MeasureIntervalDto, MetricsDto } from './metrics.dto.js';

export class SliceDto extends MetricsDto {
  @Field.text('What users are divided by: device, tenure, active days, or a fact by its label', {
    example: 'device',
  })
  by: string;

  @Field.text('Which part', { example: 'android' })
  value: string;

  @Field.share('ROC AUC of recency alone', { nullable: true, example: 0.87 })
  recencyRocAuc: number;

  @Field.object(() => MeasureIntervalDto, 'Gain over recency; null with too few users', { nullable: true })
  gainOverRecency: MeasureIntervalDto | null;
}

export class SliceGainDto extends PickType(SliceDto, ['by', 'value', 'users']) {
  @Field.object(() => MeasureIntervalDto, 'Fall of the log loss: above 0 the new version is better')
  logLoss: MeasureIntervalDto;
}

export class ChampionDto {
  @Field.integer('The version that was live', { minimum: 1, example: 2 })
  version: number;

  @Field.integer('Days from its snapshot date to that of the new version', { example: 28 })
  ageDays: number;

  @Field.boolean('False: it cannot score these days, so nothing keeps the new version from following it', {
    example: true,
  })
  usable: boolean;

  @Field.enum(
    'later days: everybody of a snapshot whose labels neither learned; test users: those of both',
    ['later days', 'test users'],
    { nullable: true, example: 'later days' },
  )
  comparedOn: 'later days' | 'test users' | null;

  @Field.count('Users they are compared on', { example: 11020 })
  users: number;

  @Field.text('Why they could not be compared; null when they were', { nullable: true, example: null })
  notComparedBecause: string | null;

  @Field.share('ROC AUC of the live version on the same users', { nullable: true, example: 0.89 })
  rocAuc: number | null;

  @Field.number('Log loss of the live version on the same users', { nullable: true, example: 0.38 })
  logLoss: number | null;

  @Field.object(() => GainDto, 'The new version over it', { nullable: true })
  gain: GainDto | null;

  @Field.objects(() => SliceGainDto, 'The same for parts of the users')
  slices: readonly SliceGainDto[];
}
