import { JobDto } from '#common';
import { ApiProperty } from '@nestjs/swagger';

export class ScheduleDto {
  @ApiProperty({ description: 'What kind of work it is', example: 'churn.score' })
  kind: string;

  @ApiProperty({
    description: 'When it begins by itself: minute, hour, day of month, month, day of week; null: never',
    example: '30 3 * * *',
    nullable: true,
    type: String,
  })
  cron: string | null;

  @ApiProperty({ description: 'Time zone of the expression', example: 'UTC' })
  timezone: string;

  @ApiProperty({
    description: 'When it begins next',
    example: '2026-11-25T03:30:00.000Z',
    nullable: true,
    type: String,
  })
  nextAt: string | null;

  @ApiProperty({
    description: 'The newest job of the kind, by schedule (its input says so) or by hand',
    nullable: true,
    type: JobDto,
  })
  lastJob: JobDto | null;
}

export class FailedScoringDto {
  @ApiProperty({ description: 'The job that failed; why stands in it', type: JobDto })
  job: JobDto;

  @ApiProperty({ description: 'How many times these loads have been tried, this one included', example: 2 })
  attempt: number;

  @ApiProperty({ description: 'How many times they are tried at most', example: 6 })
  mostAttempts: number;

  @ApiProperty({
    description:
      'When it is tried again; null: no more, until days are loaded or a scoring is started by hand',
    example: '2026-11-25T03:32:00.000Z',
    nullable: true,
    type: String,
  })
  nextAt: string | null;
}

export class SchedulesDto {
  @ApiProperty({ description: 'Scoring, then retraining', type: [ScheduleDto] })
  schedules: ScheduleDto[];

  @ApiProperty({
    description:
      'Whether everybody is scored by itself once new days have been loaded; such a job has `afterLoad` in its input',
    example: false,
  })
  scoreAfterLoad: boolean;

  @ApiProperty({
    description: 'A scoring after a load that failed, while the newest days are still not scored',
    nullable: true,
    type: FailedScoringDto,
  })
  failedAfterLoad: FailedScoringDto | null;
}
