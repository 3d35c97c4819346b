import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  EstimateDto,
  IntegerField,
  LeftOutDto,
  NumberField,
  ObjectField,
  ShareField,
  TextField,
  ValuesField,
} from '#common';
import { ORDER, UserOrderDto } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';
import { FreshnessDto } from '../serving/churn-score.dto.js';

const AMOUNT = { minimum: 0, maximum: 1e9 } as const;

export class DecisionQuery {
  @NumberField('What one contact costs, in any currency', { ...AMOUNT, example: 1 })
  contactCost: number;

  @NumberField(
    'What a user is worth who would have churned and stays, in the same currency; for `order=value` that of users whose value is not known',
    {
      ...AMOUNT,
      example: 10,
    },
  )
  savedValue: number;

  @ShareField('Share of contacted churners who stay because of the contact', { example: 0.2 })
  successRate: number;

  @NumberField('Most to spend on contacts; no limit when left out', {
    ...AMOUNT,
    optional: true,
    example: 5000,
  })
  budget?: number;

  @IntegerField('Most users to contact; no limit when left out', {
    optional: true,
    minimum: 0,
    maximum: 2_147_483_647,
    example: 500,
  })
  users?: number;

  @EnumField(...ORDER)
  order?: Order;
}

export class AlternativesDto {
  @NumberField('Net value of contacting everybody, or as many at random as the budget allows', {
    example: 2106.4,
  })
  everybody: number;

  @NumberField('Of contacting as many users, drawn at random', { example: 1348.2 })
  randomSameSize: number;

  @NumberField('Of contacting as many users, those silent longest; at a tie, their mean', { example: 3512.9 })
  recencySameSize: number;
}

export class ValueCurveDto {
  @ValuesField('Users contacted, highest probability first', 'number', { example: [0, 174, 348] })
  contacts: number[];

  @ValuesField('Net value of as many', 'number', { example: [0, 152.1, 297.4] })
  net: number[];
}

export class PlanDto extends AlternativesDto {
  @DayField('Last day whose events the scores have seen', { example: '2017-05-12' })
  snapshotDate: string;

  @CountField('Users scored at this snapshot date who may be contacted', { example: 58123 })
  population: number;

  @ObjectField(() => LeftOutDto, 'Scored users who may not be contacted')
  leftOut: LeftOutDto;

  @CountField('How many to contact: the first users of `list`', { example: 23410 })
  contacts: number;

  @ObjectField(() => UserOrderDto, 'By what they come first')
  order: UserOrderDto;

  @TextField(
    'The list that begins with these users; its CSV at /admin/churn/export.csv takes the same query',
    {
      example: '/churn?order=value&defaultValue=10&contactable=true',
    },
  )
  list: string;

  @ShareField('Lowest probability among them; null when nobody is contacted', {
    nullable: true,
    example: 0.5132,
  })
  lowestProbability: number | null;

  @NumberField('What the contacts cost', { example: 23410 })
  cost: number;

  @NumberField('Churners among them, as the probabilities expect', { example: 17930.2 })
  expectedChurners: number;

  @NumberField('Expected value of those kept, less the cost', { example: 12450.4 })
  expectedNet: number;

  @ObjectField(() => ValueCurveDto, 'Expected net value by size, without the budget')
  curve: ValueCurveDto;
}

export class HeldOutResultDto extends AlternativesDto {
  @CountField('Test users: nothing was learned or chosen on them', { example: 8692 })
  users: number;

  @CountField(
    'How many of them have at least the probability of the cut, as far as their share of budget and users goes',
    { example: 3504 },
  )
  contacts: number;

  @NumberField(
    'How many of these did churn; among users of equal probability whom the budget divides, on average',
    {
      example: 2871,
    },
  )
  churnersReached: number;

  @ObjectField(() => EstimateDto, 'Net value')
  net: EstimateDto;

  @ShareField('Success rate at which these contacts just pay; null when nobody is contacted', {
    nullable: true,
    example: 0.122,
  })
  breakEvenSuccessRate: number | null;

  @ObjectField(() => ValueCurveDto, 'Net value by size, without the budget')
  curve: ValueCurveDto;
}

export class DecisionDto {
  @IntegerField('Version of the churn model', { minimum: 1, example: 3 })
  modelVersion: number;

  @ValuesField('What the figures take for granted', 'string', {
    example: ['Every contacted churner is kept with the same chance of 0.2, whatever the risk. …'],
  })
  assumptions: readonly string[];

  @ShareField(
    'Probability from which a contact pays, if the probabilities are right: contactCost / (successRate x savedValue); null when none can',
    { nullable: true, example: 0.5 },
  )
  cut: number | null;

  @ObjectField(() => PlanDto, 'Whom to contact now, by the newest scores; values are expectations')
  plan: PlanDto;

  @ObjectField(
    () => HeldOutResultDto,
    'What the cut would have earned where it is known who churned, with the same value for every user',
  )
  test: HeldOutResultDto;

  @ObjectField(() => FreshnessDto, 'How fresh the scores are')
  freshness: FreshnessDto;

  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;
}
