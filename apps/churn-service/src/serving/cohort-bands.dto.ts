import { BooleanField, CountField, DayField, IntegerField, ObjectField, ObjectsField } from '#common';
import { BandCutsDto } from './churn-score.dto.js';

class CohortBandsDto {
  @DayField('Monday of the week of the first event, as far back as the scores look', {
    example: '2017-04-03',
  })
  week: string;

  @BooleanField(
    'Whether they are new: false in the first weeks that the scores look back to, when everybody who comes looks new',
    { example: true },
  )
  isNew: boolean;

  @CountField('Users of it', { example: 812 })
  users: number;

  @CountField('Of these, in the band low', { example: 402 })
  low: number;

  @CountField('In the band medium', { example: 210 })
  medium: number;

  @CountField('In the band high', { example: 200 })
  high: number;
}

export class BandsByCohortDto {
  @DayField('Last day whose events the scores have seen', { example: '2017-05-12' })
  snapshotDate: string;

  @IntegerField('Version of the churn model', { minimum: 1, example: 3 })
  modelVersion: number;

  @IntegerField('Days up to the snapshot date that the scores look back', { minimum: 2, example: 44 })
  historyDays: number;

  @ObjectField(() => BandCutsDto, 'Where the bands begin')
  bandCuts: BandCutsDto;

  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @ObjectsField(() => CohortBandsDto, 'Oldest first; weeks in which nobody came have none')
  cohorts: CohortBandsDto[];
}
