import {
  BooleanField,
  CursorPageDto,
  DayField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  ObjectsField,
  ShareField,
  TimeField,
} from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { BandCutsDto } from './churn-score.dto.js';

export class PastScoreDto {
  @DayField('Last day whose events the score has seen', { example: '2017-05-12' })
  snapshotDate: string;

  @ShareField('Probability of no event in the days after the snapshot date, 0 to 1', { example: 0.734 })
  probability: number;

  @EnumField('Band of the probability', BANDS, { example: 'high' })
  band: Band;

  @EnumField(
    'What came of it; null until the days after the snapshot date have been loaded and compared',
    ['churned', 'stayed'],
    { nullable: true, example: 'stayed' },
  )
  outcome: 'churned' | 'stayed' | null;

  @IntegerField('Days after the snapshot date that the probability is about', { minimum: 1, example: 14 })
  horizonDays: number;

  @IntegerField('Version of the churn model', { minimum: 1, example: 3 })
  modelVersion: number;

  @BooleanField(
    'True when every label the version learned from was known on the snapshot date; otherwise this is no forecast',
    { example: true },
  )
  outOfTime: boolean;

  @TimeField('When it was scored', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;
}

export class RiskHistoryDto extends CursorPageDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @ObjectField(() => BandCutsDto, 'Where the bands begin')
  bandCuts: BandCutsDto;

  @ObjectsField(() => PastScoreDto, 'One a scored day on which the user was in the population, newest first')
  scores: PastScoreDto[];
}
