import { Field } from '#common';
import { STEPS } from './calendar.js';
import type { Step } from './calendar.js';
import { SyntheticDto } from '../dataset/windows.dto.js';

const NONE = { nullable: true } as const;

export class LifecycleQuery {
  @Field.enum('Length of a period; weeks begin on Mondays', STEPS, { default: 'week' })
  by: Step;

  @Field.integer(
    'Complete days without an event after which a user is dormant; default is the label window',
    {
      minimum: 1,
      maximum: 365,
      optional: true,
      example: 14,
    },
  )
  dormantAfterDays?: number;
}

export class LifecyclePeriodDto {
  @Field.day('First day', { example: '2017-04-24' })
  from: string;

  @Field.day('Last day', { example: '2017-04-30' })
  to: string;

  @Field.count('Days of it', { example: 7 })
  days: number;

  @Field.count('Complete days of it: with fewer than `days`, users who were active may not be counted', {
    example: 7,
  })
  wholeDays: number;

  @Field.boolean(
    'Whether new users are new: false while fewer complete days than `dormantAfterDays` are loaded before it, so that somebody who came back ' +
      'looks new',
    { example: true },
  )
  newIsCertain: boolean;

  @Field.count('Users with an event: new, resurrected and active; null without a complete day', {
    ...NONE,
    example: 12034,
  })
  users: number | null;

  @Field.count('Their first event ever', { ...NONE, example: 310 })
  new: number | null;

  @Field.count('Back after having been dormant', { ...NONE, example: 205 })
  resurrected: number | null;

  @Field.count('Neither new nor back', { ...NONE, example: 11519 })
  active: number | null;

  @Field.count('Became dormant in it', { example: 402 })
  wentDormant: number;

  @Field.count('Dormant at its end', { example: 8042 })
  dormant: number;
}

class SampledDto extends SyntheticDto {
  @Field.number(
    'Share of the users, drawn by a hash of their ids, that is counted; below 1, from 8 million days of users on, all counts are estimates',
    { example: 1 },
  )
  sampledShare: number;
}

export class LifecycleDto extends SampledDto {
  @Field.enum('Length of a period', STEPS, { example: 'week' })
  by: Step;

  @Field.integer('Complete days without an event after which a user is dormant', { minimum: 1, example: 14 })
  dormantAfterDays: number;

  @Field.objects(() => LifecyclePeriodDto, 'The newest 26 weeks or 90 days, oldest first')
  periods: LifecyclePeriodDto[];
}

export class CohortDto {
  @Field.day('Monday of the week of the first event', { example: '2017-04-03' })
  week: string;

  @Field.count('Users of it', { example: 812 })
  users: number;

  @Field.boolean(
    'Whether they are new: false in the first weeks of the logs, when everybody who comes looks new',
    { example: true },
  )
  isNew: boolean;

  @Field.values(
    'Users active in the week of their first event, in the next one, and so on; null for a week that is not complete',
    'integer',
    { nullableItems: true, example: [812, 530, null, 402] },
  )
  active: (number | null)[];

  @Field.values('The same as shares of the cohort', 'number', {
    nullableItems: true,
    example: [1, 0.653, null, 0.495],
  })
  retained: (number | null)[];
}

export class CohortsDto extends SampledDto {
  @Field.day('Last day that is looked at', { example: '2017-05-12' })
  to: string;

  @Field.objects(
    () => CohortDto,
    'Those of the newest 12 weeks, oldest first; weeks in which nobody came have none',
  )
  cohorts: CohortDto[];
}
