import { ObjectField, ObjectsField } from '../fields/composed-fields.js';
import { TextField, TimeField } from '../fields/scalar-fields.js';
import { JobDto } from './job.dto.js';

export class ScheduleDto {
  @TextField('What kind of work it is', { example: 'churn.score' })
  kind: string;

  @TextField('When it begins by itself: minute, hour, day of month, month, day of week; null: never', {
    nullable: true,
    example: '30 3 * * *',
  })
  cron: string | null;

  @TextField('Time zone of the expression', { example: 'UTC' })
  timezone: string;

  @TimeField('When it begins next', { nullable: true, example: '2026-11-25T03:30:00.000Z' })
  nextAt: string | null;

  @ObjectField(() => JobDto, 'The newest job of the kind, by schedule (its input says so) or by hand', {
    nullable: true,
  })
  lastJob: JobDto | null;
}

export class SchedulesDto {
  @ObjectsField(() => ScheduleDto, 'One for each kind that may begin by itself')
  schedules: ScheduleDto[];
}
