import { BooleanField, IntegerField, JobDto, ObjectField, SchedulesDto, TimeField } from '#common';

export class FailedScoringDto {
  @ObjectField(() => JobDto, 'The job that failed; why stands in it')
  job: JobDto;

  @IntegerField('How many times these loads have been tried, this one included', { minimum: 1, example: 2 })
  attempt: number;

  @IntegerField('How many times they are tried at most', { minimum: 1, example: 6 })
  mostAttempts: number;

  @TimeField('When it is tried again; null: no more, until days are loaded or a scoring is started by hand', {
    nullable: true,
    example: '2026-11-25T03:32:00.000Z',
  })
  nextAt: string | null;
}

export class ChurnSchedulesDto extends SchedulesDto {
  @BooleanField(
    'Whether everybody is scored by itself once new days have been loaded; such a job has `afterLoad` in its input',
    { example: false },
  )
  scoreAfterLoad: boolean;

  @ObjectField(
    () => FailedScoringDto,
    'A scoring after a load that failed, while the newest days are still not scored',
    { nullable: true },
  )
  failedAfterLoad: FailedScoringDto | null;
}
