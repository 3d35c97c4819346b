import { Field } from '#common';
import { ArrayUnique, Matches } from 'class-validator';
import { UserOrderDto } from '../scores/user-order.js';
import { HOLDOUT } from './campaigns.sql.js';

const AMOUNT = { minimum: 0, maximum: 1e9 } as const;
const SLUG = { regex: /^[a-z0-9]+(-[a-z0-9]+)*$/, meaning: 'lower-case words joined by hyphens' };
/** The key of an audience or a campaign. */
export const KEY = { minLength: 1, maxLength: 64, pattern: SLUG };
const ARM = new RegExp(`^(?!${HOLDOUT}$)[a-z0-9-]{1,40}$`);
const ARM_MEANING = `names of a-z, 0-9 and hyphens, none of them ${HOLDOUT}`;

/** For how many days from a contact users are left alone. */
export const CONTACT_DAYS = { minimum: 0, maximum: 365 } as const;

/** What a campaign is planned and launched with. */
export class CampaignTermsDto {
  @Field.text('Key of the audience', { ...KEY, example: 'about-to-leave' })
  audience: string;

  @Field.number('Share of the users who are left alone', { minimum: 0.01, maximum: 0.99, default: 0.2 })
  holdout: number;

  @Matches(ARM, { each: true, message: `$property must be ${ARM_MEANING}` })
  @ArrayUnique({ message: '$property must be different names' })
  @Field.values('Names of the ways of contact; the treated are divided evenly', 'string', {
    minItems: 1,
    maxItems: 5,
    default: ['treatment'],
    example: ['treatment'],
  })
  arms: string[];

  @Field.share('Share of contacted churners who are expected to stay because of the contact', {
    example: 0.2,
  })
  successRate: number;

  @Field.number('What one contact costs, in any currency', { ...AMOUNT, example: 1 })
  contactCost: number;

  @Field.number('What a user is worth who would have churned and stays', { ...AMOUNT, example: 10 })
  savedValue: number;

  @Field.integer(
    'Days from a contact for which users are in no other campaign; left out: `CAMPAIGN_CONTACT_DAYS`, 0: none',
    { ...CONTACT_DAYS, optional: true, nullable: true, example: 14 },
  )
  contactDays?: number | null;

  @Field.text(
    'Key of a campaign with a result: only users whom its uplift makes worth a contact are in this one',
    {
      ...KEY,
      optional: true,
      nullable: true,
      example: 'spring-offer',
    },
  )
  upliftOf?: string | null;
}

class CampaignPolicyDto {
  @Field.text('Whom it chooses and what is expected, in a sentence', {
    example:
      'The effect differs between users (p = 0.0040): choose them by the uplift of two models. Of 8000 users 3600 are worth a contact by the uplift of spring-offer: 2210 are expected of them, 1480 of contacting all.',
  })
  headline: string;

  @Field.boolean('False: no uplift is proven, users are chosen by risk, and a launch is refused', {
    example: true,
  })
  isProven: boolean;

  @Field.count('Users who are worth a contact; the others are not in the campaign', { example: 3600 })
  chosen: number;

  @Field.number('Expected worth of contacting these but for the hold-out, less the contacts', {
    example: 2210,
  })
  expectedValue: number;

  @Field.number('The same of contacting all', { example: 1480 })
  expectedValueOfAll: number;
}

export class CampaignPlanDto {
  @Field.text('What the campaign can show, in a sentence', {
    example: 'An effect of 3.10 percentage points or more is found with a chance of 80 %; 6.00 are expected.',
  })
  verdict: string;

  @Field.boolean('Whether the expected effect is found with a chance of 80 %', { example: true })
  canShow: boolean;

  @Field.count('Members of the audience', { example: 8000 })
  members: number;

  @Field.object(() => UserOrderDto, 'Of which users they are the first; null: the audience has no limit', {
    nullable: true,
  })
  order: UserOrderDto | null;

  @Field.count(
    'Of these, users of a campaign that runs, or contacted within `contactDays`: none of them gets an arm',
    { example: 0 },
  )
  recentlyContacted: number;

  @Field.integer('Days from a contact for which users are left alone, as the campaign or the setting says', {
    ...CONTACT_DAYS,
    example: 14,
  })
  contactDays: number;

  @Field.count('Users who are left alone to compare with, about', { example: 1566 })
  heldOut: number;

  @Field.count('Users who are contacted in each arm, about', { example: 6262 })
  treatedPerArm: number;

  @Field.count('Days of the label window', { example: 14 })
  labelDays: number;

  @Field.count('Days of it that are not loaded yet, in which a contact can show', { example: 13 })
  labelDaysLeft: number;

  @Field.share('Mean probability of churn without a contact', { example: 0.3 })
  baseRate: number;

  @Field.number(
    'Smallest difference of the churn rates that is found with a chance of 80 %; null: an arm is empty',
    {
      nullable: true,
      example: 0.036,
    },
  )
  smallestVisible: number | null;

  @Field.number(
    'The same where the result is adjusted by the risk at launch, if the probabilities are right',
    {
      nullable: true,
      example: 0.031,
    },
  )
  smallestVisibleAdjusted: number | null;

  @Field.share('Difference that is expected: success rate times base rate', { example: 0.06 })
  expectedEffect: number;

  @Field.number('Expected worth of those kept, less the contacts', { example: -2504.8 })
  expectedValue: number;

  @Field.object(() => CampaignPolicyDto, 'Whom `upliftOf` chooses; null without it', { nullable: true })
  policy: CampaignPolicyDto | null;
}
