import { CountField, DayField, IntegerField, JobInputDto, TextField } from '#common';

export class ScoreInputDto extends JobInputDto {
  @DayField('Absent: the newest complete day', { optional: true, example: '2017-05-12' })
  snapshotDate?: string;

  @TextField('What was loaded, where new days were the reason', {
    optional: true,
    example: '2017-05-12 1f0c 3',
  })
  afterLoad?: string;

  @IntegerField('Which attempt for these days it is, from 1 on', { optional: true, minimum: 1, example: 1 })
  attempt?: number;
}

/** What scoring everybody ends with. */
export class ScoreResultDto {
  @DayField('The day that users were scored at', { example: '2017-05-12' })
  snapshotDate: string;

  @IntegerField('Version of the model', { minimum: 1, example: 3 })
  version: number;

  @CountField('Users that were scored', { example: 20_000 })
  scoredUsers: number;

  @CountField('Past scores that could be compared with what happened', { example: 1 })
  comparedSets: number;
}
