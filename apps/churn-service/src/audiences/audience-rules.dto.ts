import {
  DayField,
  EnumField,
  IdListField,
  IntegerField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
  ValuesField,
} from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { FEATURE_FAMILIES } from '../dataset/feature.js';
import type { FeatureFamily } from '../dataset/feature.js';

/** In the order of their codes in the feature `device`. */
export const DEVICES = ['other', 'ar', 'ip', 'mc', 'wp'] as const;
type Device = (typeof DEVICES)[number];

const DAYS = { minimum: 0, maximum: 3650, optional: true } as const;
const AMOUNT = { minimum: 0, maximum: 1e9, optional: true } as const;

class ProbabilityCondition {
  @ShareField('Lowest probability', { optional: true, example: 0.6 })
  from?: number;

  @ShareField('Probability that is too high', { optional: true, example: 0.9 })
  below?: number;
}

class BandCondition {
  @ValuesField('Bands', BANDS, { minItems: 1, maxItems: BANDS.length, example: ['high'] })
  is: Band[];
}

class ChangeCondition {
  @IntegerField('How many days earlier the other probability is, or more: that of the newest such snapshot', {
    minimum: 1,
    maximum: 3650,
    example: 7,
  })
  days: number;

  @NumberField('Least difference: the probability minus the earlier one', {
    minimum: -1,
    maximum: 1,
    example: 0.15,
  })
  atLeast: number;
}

class CohortCondition {
  @DayField('First day of the first event, as far back as the scores look', {
    optional: true,
    example: '2017-04-03',
  })
  from?: string;

  @DayField('Last day of the first event', { optional: true, example: '2017-04-30' })
  to?: string;
}

class TenureCondition {
  @IntegerField('Fewest days since the first event', { ...DAYS, example: 14 })
  atLeast?: number;

  @IntegerField('Days that are too many', { ...DAYS, example: 90 })
  below?: number;
}

class DeviceCondition {
  @ValuesField('Devices of the newest day', DEVICES, {
    minItems: 1,
    maxItems: DEVICES.length,
    example: ['ip'],
  })
  is: Device[];
}

class QuantityCondition {
  @TextField('Feature, as `GET /churn/features` names it', {
    maxLength: 100,
    example: 'active_days_last_7',
  })
  feature: string;

  @NumberField('Lowest value; a user without a value does not meet the condition', {
    optional: true,
    example: 1,
  })
  atLeast?: number;

  @NumberField('Value that is too high', { optional: true, example: 5 })
  below?: number;
}

class ReasonCondition {
  @ValuesField('Families of the first reason', FEATURE_FAMILIES, {
    minItems: 1,
    maxItems: FEATURE_FAMILIES.length,
    example: ['presence'],
  })
  family: FeatureFamily[];
}

class ValueCondition {
  @NumberField('Lowest value of the user', { ...AMOUNT, example: 10 })
  atLeast?: number;

  @NumberField('Value that is too high', { ...AMOUNT, example: 500 })
  below?: number;
}

class UsersCondition {
  @IdListField('user', 'Ids of users; erased ones are left out', {
    minItems: 1,
    maxItems: 10_000,
    example: ['168550892'],
  })
  ids: string[];
}

/** Exactly one member is given. */
export class AudienceCondition {
  @ObjectField(() => ProbabilityCondition, 'Probability of churn', { optional: true })
  probability?: ProbabilityCondition;

  @ObjectField(() => BandCondition, 'Band of the probability', { optional: true })
  band?: BandCondition;

  @ObjectField(() => ChangeCondition, 'Change of the probability since an earlier snapshot', {
    optional: true,
  })
  change?: ChangeCondition;

  @ObjectField(() => CohortCondition, 'Day of the first event', { optional: true })
  cohort?: CohortCondition;

  @ObjectField(() => TenureCondition, 'Days from the first event to the snapshot date', { optional: true })
  tenure?: TenureCondition;

  @ObjectField(() => DeviceCondition, 'Device', { optional: true })
  device?: DeviceCondition;

  @ObjectField(() => QuantityCondition, 'Value of a feature', { optional: true })
  quantity?: QuantityCondition;

  @ObjectField(
    () => ReasonCondition,
    'What the first reason is about; only where all conditions are to be met',
    {
      optional: true,
    },
  )
  reason?: ReasonCondition;

  @ObjectField(() => ValueCondition, 'What it is worth that the user stays; unknown values do not count', {
    optional: true,
  })
  value?: ValueCondition;

  @ObjectField(() => UsersCondition, 'Users by their ids; at most one such condition', { optional: true })
  users?: UsersCondition;
}

class StayWhile {
  @ShareField('Lowest probability of a member, below that of the conditions', { example: 0.55 })
  probability: number;
}

/** Who is in an audience. */
export class AudienceRulesBody {
  @EnumField('Whether a user meets all conditions, or any of them', ['all', 'any'], { default: 'all' })
  match: 'all' | 'any';

  @ObjectsField(() => AudienceCondition, 'Conditions, each with exactly one member', {
    minItems: 1,
    maxItems: 20,
    example: [{ probability: { from: 0.6 } }],
  })
  conditions: AudienceCondition[];

  @ObjectField(
    () => StayWhile,
    'A member stays down to this probability, where a condition asks for a higher one',
    {
      optional: true,
      example: { probability: 0.55 },
    },
  )
  stayWhile?: StayWhile;

  @IntegerField('Fewest days that a user who has entered stays', { minimum: 0, maximum: 365, default: 0 })
  minimumDays: number;

  @IntegerField('Most members: those of the highest rank', {
    optional: true,
    minimum: 1,
    maximum: 2_147_483_647,
    example: 5_000,
  })
  limit?: number;

  @EnumField('What users are ranked by', ['probability', 'valueAtRisk'], { default: 'probability' })
  rankBy: 'probability' | 'valueAtRisk';
}

export class AudienceBody extends AudienceRulesBody {
  @TextField('Name, for people', { minLength: 1, maxLength: 200, example: 'About to leave' })
  name: string;
}

const SLUG = { regex: /^[a-z0-9]+(-[a-z0-9]+)*$/, meaning: 'of small letters, digits and single hyphens' };
const KEY = { maxLength: 64, pattern: SLUG, example: 'about-to-leave' } as const;

export class NewAudienceBody extends AudienceBody {
  @TextField('Name, for programs; it cannot be changed, nor given again', KEY)
  key: string;
}

export class AudienceParams {
  @TextField('Key of the audience', KEY)
  key: string;
}

export class AudiencePreviewBody extends AudienceRulesBody {
  @IntegerField('On how many past snapshots the users are counted too', {
    minimum: 0,
    maximum: 8,
    default: 8,
  })
  past: number;
}
