import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  ObjectsField,
  ValuesField,
} from '#common';
import { STEPS } from './calendar.js';
import type { Step } from './calendar.js';

const NONE = { nullable: true } as const;

export class LifecycleQuery {
  @EnumField('Length of a period; weeks begin on Mondays', STEPS, { default: 'week' })
  by: Step;

  @IntegerField('Complete days without an event after which a user is dormant; default is the label window', {
    minimum: 1,
    maximum: 365,
    optional: true,
    example: 14,
  })
  dormantAfterDays?: number;
}

export class LifecyclePeriodDto {
  @DayField('First day', { example: '2017-04-24' })
  from: string;

  @DayField('Last day', { example: '2017-04-30' })
  to: string;

  @CountField('Days of it', { example: 7 })
  days: number;

  @CountField('Complete days of it: with fewer than `days`, users who were active may not be counted', {
    example: 7,
  })
  wholeDays: number;

  @BooleanField(
    'Whether new users are new: false while fewer complete days than `dormantAfterDays` are loaded before it, so that somebody who came back ' +
      'looks new',
    { example: true },
  )
  newIsCertain: boolean;

  @CountField('Users with an event: new, resurrected and active; null without a complete day', {
    ...NONE,
    example: 12034,
  })
  users: number | null;

  @CountField('Their first event ever', { ...NONE, example: 310 })
  new: number | null;

  @CountField('Back after having been dormant', { ...NONE, example: 205 })
  resurrected: number | null;

  @CountField('Neither new nor back', { ...NONE, example: 11519 })
  active: number | null;

  @CountField('Became dormant in it', { example: 402 })
  wentDormant: number;

  @CountField('Dormant at its end', { example: 8042 })
  dormant: number;
}

export class LifecycleDto {
  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @EnumField('Length of a period', STEPS, { example: 'week' })
  by: Step;

  @IntegerField('Complete days without an event after which a user is dormant', { minimum: 1, example: 14 })
  dormantAfterDays: number;

  @ObjectsField(() => LifecyclePeriodDto, 'The newest 26 weeks or 90 days, oldest first')
  periods: LifecyclePeriodDto[];
}

export class CohortDto {
  @DayField('Monday of the week of the first event', { example: '2017-04-03' })
  week: string;

  @CountField('Users of it', { example: 812 })
  users: number;

  @BooleanField(
    'Whether they are new: false in the first weeks of the logs, when everybody who comes looks new',
    { example: true },
  )
  isNew: boolean;

  @ValuesField(
    'Users active in the week of their first event, in the next one, and so on; null for a week that is not complete',
    'integer',
    { nullableItems: true, example: [812, 530, null, 402] },
  )
  active: (number | null)[];

  @ValuesField('The same as shares of the cohort', 'number', {
    nullableItems: true,
    example: [1, 0.653, null, 0.495],
  })
  retained: (number | null)[];
}

export class CohortsDto {
  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @DayField('Last day that is looked at', { example: '2017-05-12' })
  to: string;

  @ObjectsField(
    () => CohortDto,
    'Those of the newest 12 weeks, oldest first; weeks in which nobody came have none',
  )
  cohorts: CohortDto[];
}
