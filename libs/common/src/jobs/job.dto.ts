import { Field } from '../fields/fields.js';

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export class JobParams {
  @Field.uuid('Job id', { example: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' })
  id: string;
}

/** Input of a job that is asked for without saying more; other inputs of kinds with a schedule extend it. */
export class JobInputDto {
  @Field.boolean('Whether the schedule of its kind has started it', { optional: true, example: true })
  scheduled?: boolean;
}

export class JobProgressDto {
  @Field.text('What the job is doing', { example: 'loading archives' })
  step: string;

  @Field.share('Share done; null while it cannot be known', { nullable: true, example: 0.4 })
  fraction: number | null;

  @Field.map('Figures of this kind of job', true, { example: { archives: 12, events: 310_000 } })
  detail: Record<string, string | number>;
}

export class JobDto extends JobParams {
  @Field.text('What kind of work it is', { example: 'churn.retrain' })
  kind: string;

  @Field.enum('Where it stands', JOB_STATES, { example: 'running' })
  state: JobState;

  @Field.map('What it was asked to do', true, { example: { path: '.' } })
  input: Record<string, unknown>;

  @Field.object(() => JobProgressDto, 'How far it is')
  progress: JobProgressDto;

  @Field.map('What came out, once it has succeeded', true, { nullable: true, example: null })
  result: Record<string, unknown> | null;

  @Field.text('Why it failed, in one sentence', { nullable: true, example: null })
  error: string | null;

  @Field.time('When it was asked for', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @Field.time('When it began to run', { nullable: true, example: '2026-11-24T15:00:00.300Z' })
  startedAt: string | null;

  @Field.time('When it ended', { nullable: true, example: null })
  finishedAt: string | null;
}

export class ScheduleDto {
  @Field.text('What kind of work it is', { example: 'churn.score' })
  kind: string;

  @Field.text('When it begins by itself: minute, hour, day of month, month, day of week; null: never', {
    nullable: true,
    example: '30 3 * * *',
  })
  cron: string | null;

  @Field.text('Time zone of the expression', { example: 'UTC' })
  timezone: string;

  @Field.time('When it begins next', { nullable: true, example: '2026-11-25T03:30:00.000Z' })
  nextAt: string | null;

  @Field.object(() => JobDto, 'The newest job of the kind, by schedule (its input says so) or by hand', {
    nullable: true,
  })
  lastJob: JobDto | null;
}

export class SchedulesDto {
  @Field.objects(() => ScheduleDto, 'One for each kind that may begin by itself')
  schedules: ScheduleDto[];
}
