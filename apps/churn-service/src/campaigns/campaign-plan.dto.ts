import {
  BooleanField,
  CountField,
  NumberField,
  ObjectField,
  ShareField,
  TextField,
  ValuesField,
} from '#common';
import { ArrayUnique, Matches } from 'class-validator';
import { UserOrderDto } from '../scores/user-order.js';
import { HOLDOUT } from './campaigns.sql.js';

const AMOUNT = { minimum: 0, maximum: 1e9 } as const;
const SLUG = { regex: /^[a-z0-9]+(-[a-z0-9]+)*$/, meaning: 'lower-case words joined by hyphens' };
/** The key of an audience or a campaign. */
export const KEY = { minLength: 1, maxLength: 64, pattern: SLUG };
const ARM = new RegExp(`^(?!${HOLDOUT}$)[a-z0-9-]{1,40}$`);
const ARM_MEANING = `names of a-z, 0-9 and hyphens, none of them ${HOLDOUT}`;

/** What a campaign is planned and launched with. */
export class CampaignTermsDto {
  @TextField('Key of the audience', { ...KEY, example: 'about-to-leave' })
  audience: string;

  @NumberField('Share of the users who are left alone', { minimum: 0.01, maximum: 0.99, default: 0.2 })
  holdout: number;

  @Matches(ARM, { each: true, message: `$property must be ${ARM_MEANING}` })
  @ArrayUnique({ message: '$property must be different names' })
  @ValuesField('Names of the ways of contact; the treated are divided evenly', 'string', {
    minItems: 1,
    maxItems: 5,
    default: ['treatment'],
    example: ['treatment'],
  })
  arms: string[];

  @ShareField('Share of contacted churners who are expected to stay because of the contact', { example: 0.2 })
  successRate: number;

  @NumberField('What one contact costs, in any currency', { ...AMOUNT, example: 1 })
  contactCost: number;

  @NumberField('What a user is worth who would have churned and stays', { ...AMOUNT, example: 10 })
  savedValue: number;

  @TextField(
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
  @TextField('Whom it chooses and what is expected, in a sentence', {
    example:
      'The effect differs between users (p = 0.0040): choose them by the uplift of two models. Of 8000 users 3600 are worth a contact by the uplift of spring-offer: 2210 are expected of them, 1480 of contacting all.',
  })
  headline: string;

  @BooleanField('False: no uplift is proven, users are chosen by risk, and a launch is refused', {
    example: true,
  })
  isProven: boolean;

  @CountField('Users who are worth a contact; the others are not in the campaign', { example: 3600 })
  chosen: number;

  @NumberField('Expected worth of contacting these but for the hold-out, less the contacts', {
    example: 2210,
  })
  expectedValue: number;

  @NumberField('The same of contacting all', { example: 1480 })
  expectedValueOfAll: number;
}

export class CampaignPlanDto {
  @TextField('What the campaign can show, in a sentence', {
    example: 'An effect of 3.10 percentage points or more is found with a chance of 80 %; 6.00 are expected.',
  })
  verdict: string;

  @BooleanField('Whether the expected effect is found with a chance of 80 %', { example: true })
  canShow: boolean;

  @CountField('Members of the audience', { example: 8000 })
  members: number;

  @ObjectField(() => UserOrderDto, 'Of which users they are the first; null: the audience has no limit', {
    nullable: true,
  })
  order: UserOrderDto | null;

  @CountField(
    'Of these, users of a campaign that runs, or contacted within `CAMPAIGN_CONTACT_DAYS`: none of them gets an arm',
    {
      example: 0,
    },
  )
  recentlyContacted: number;

  @CountField('Users who are left alone to compare with, about', { example: 1566 })
  heldOut: number;

  @CountField('Users who are contacted in each arm, about', { example: 6262 })
  treatedPerArm: number;

  @CountField('Days of the label window', { example: 14 })
  labelDays: number;

  @CountField('Days of it that are not loaded yet, in which a contact can show', { example: 13 })
  labelDaysLeft: number;

  @ShareField('Mean probability of churn without a contact', { example: 0.3 })
  baseRate: number;

  @NumberField(
    'Smallest difference of the churn rates that is found with a chance of 80 %; null: an arm is empty',
    {
      nullable: true,
      example: 0.036,
    },
  )
  smallestVisible: number | null;

  @NumberField(
    'The same where the result is adjusted by the risk at launch, if the probabilities are right',
    {
      nullable: true,
      example: 0.031,
    },
  )
  smallestVisibleAdjusted: number | null;

  @ShareField('Difference that is expected: success rate times base rate', { example: 0.06 })
  expectedEffect: number;

  @NumberField('Expected worth of those kept, less the contacts', { example: -2504.8 })
  expectedValue: number;

  @ObjectField(() => CampaignPolicyDto, 'Whom `upliftOf` chooses; null without it', { nullable: true })
  policy: CampaignPolicyDto | null;
}
