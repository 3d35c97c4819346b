import { ConditionBody, Field } from '#common';
import { BANDS } from '#common/bands';
import type { Band } from '#common/bands';
import { CONTACT_DAYS, KEY } from '../campaigns/campaign-plan.dto.js';
import { DEFAULT_VALUE, ORDER, ORDERS } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';

/** In the order of their codes in the feature `device`. */
export const DEVICES = ['other', 'ar', 'ip', 'mc', 'wp'] as const;
type Device = (typeof DEVICES)[number];

class ProbabilityCondition {
  @Field.share('Lowest probability', { optional: true, example: 0.6 })
  from?: number;

  @Field.share('Probability that is too high', { optional: true, example: 0.9 })
  below?: number;
}

class BandCondition {
  @Field.values('Bands', BANDS, { minItems: 1, maxItems: BANDS.length, example: ['high'] })
  is: Band[];
}

class CohortCondition {
  @Field.day('First day of the first event', { optional: true, example: '2017-04-03' })
  from?: string;

  @Field.day('Last day of the first event', { optional: true, example: '2017-04-30' })
  to?: string;
}

class RangeCondition {
  @Field.number('Lowest value; a user without a value is in no range', { optional: true, example: 14 })
  atLeast?: number;

  @Field.number('Value that is too high', { optional: true, example: 90 })
  below?: number;
}

class DeviceCondition {
  @Field.values('Those of the newest day', DEVICES, {
    minItems: 1,
    maxItems: DEVICES.length,
    example: ['ip'],
  })
  is: Device[];
}

class QuantityCondition extends RangeCondition {
  @Field.text('Feature, as `GET /churn/features` names it', { maxLength: 100, example: 'active_days_last_7' })
  feature: string;
}

class UpliftCondition {
  @Field.text('Key of a finished campaign with a proven uplift', { ...KEY, example: 'spring-offer' })
  campaign: string;

  @Field.number('Least rise of the chance to stay by a contact', { minimum: -1, maximum: 1, example: 0.05 })
  atLeast: number;
}

class UsersCondition {
  @Field.ids('user', 'Ids; erased users are left out', {
    minItems: 1,
    maxItems: 10_000,
    example: ['168550892'],
  })
  ids: string[];
}

/** Exactly one member is given. */
export class AudienceCondition {
  @Field.object(() => ProbabilityCondition, 'Probability of churn', { optional: true })
  probability?: ProbabilityCondition;

  @Field.object(() => BandCondition, 'Band of the probability', { optional: true })
  band?: BandCondition;

  @Field.object(() => CohortCondition, 'Day of the first event', { optional: true })
  cohort?: CohortCondition;

  @Field.object(() => RangeCondition, 'Days of the calendar from the first event to the snapshot date', {
    optional: true,
  })
  tenure?: RangeCondition;

  @Field.object(() => DeviceCondition, 'Device', { optional: true })
  device?: DeviceCondition;

  @Field.object(() => QuantityCondition, 'Value of a feature', { optional: true })
  quantity?: QuantityCondition;

  @Field.object(() => ConditionBody, 'A fact by its name, as it was on the snapshot date', { optional: true })
  fact?: ConditionBody;

  @Field.object(() => RangeCondition, 'What it is worth that the user stays', { optional: true })
  value?: RangeCondition;

  @Field.object(() => UpliftCondition, 'What a contact is expected to change', { optional: true })
  uplift?: UpliftCondition;

  @Field.object(() => UsersCondition, 'Users by their ids; at most one such condition', { optional: true })
  users?: UsersCondition;
}

class StayWhile {
  @Field.share('Lowest probability of a member, below that of the conditions', { example: 0.55 })
  probability: number;
}

/** Who is in an audience. */
export class AudienceRulesBody {
  @Field.enum('Whether a user meets all conditions, or any of them', ['all', 'any'], { default: 'all' })
  match: 'all' | 'any';

  @Field.objects(() => AudienceCondition, 'Conditions, each with exactly one member', {
    minItems: 1,
    maxItems: 20,
    example: [{ probability: { from: 0.6 } }],
  })
  conditions: AudienceCondition[];

  @Field.object(() => StayWhile, 'What is enough for members to stay', {
    optional: true,
    example: { probability: 0.55 },
  })
  stayWhile?: StayWhile;

  @Field.integer('Fewest days that a user who has entered stays', { minimum: 0, maximum: 365, default: 0 })
  minimumDays: number;

  @Field.integer('Days from a contact by a campaign for which a user is no member; left out: none', {
    ...CONTACT_DAYS,
    optional: true,
    example: 14,
  })
  contactDays?: number;

  @Field.integer('Most members: the first in the order', {
    optional: true,
    minimum: 1,
    maximum: 2_147_483_647,
    example: 5_000,
  })
  limit?: number;

  @Field.enum(ORDER[0], ORDERS, { default: 'risk' })
  order: Order;

  @Field.number(...DEFAULT_VALUE)
  defaultValue?: number;
}

export class AudienceBody extends AudienceRulesBody {
  @Field.text('Name, for people', { minLength: 1, maxLength: 200, example: 'About to leave' })
  name: string;
}

const AUDIENCE_KEY = { ...KEY, example: 'about-to-leave' };

export class NewAudienceBody extends AudienceBody {
  @Field.text('Name, for programs; it cannot be changed, nor given again', AUDIENCE_KEY)
  key: string;
}

export class AudienceParams {
  @Field.text('Key of the audience', AUDIENCE_KEY)
  key: string;
}
