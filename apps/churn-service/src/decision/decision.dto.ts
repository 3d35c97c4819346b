import { EstimateDto, Field, LeftOutDto } from '#common';
import { PickType } from '@nestjs/swagger';
import { ORDER, UserOrderDto } from '../scores/user-order.js';
import type { Order } from '../scores/user-order.js';
import { ScoresOfDayDto } from '../serving/churn-score.dto.js';

const AMOUNT = { minimum: 0, maximum: 1e9 } as const;

export class DecisionQuery {
  @Field.number('What one contact costs, in any currency', { ...AMOUNT, example: 1 })
  contactCost: number;

  @Field.number(
    'What a user is worth who would have churned and stays, in the same currency; for `order=value` that of users whose value is not known',
    {
      ...AMOUNT,
      example: 10,
    },
  )
  savedValue: number;

  @Field.share('Share of contacted churners who stay because of the contact', { example: 0.2 })
  successRate: number;

  @Field.number('Most to spend on contacts; no limit when left out', {
    ...AMOUNT,
    optional: true,
    example: 5000,
  })
  budget?: number;

  @Field.integer('Most users to contact; no limit when left out', {
    optional: true,
    minimum: 0,
    maximum: 2_147_483_647,
    example: 500,
  })
  users?: number;

  @Field.enum(...ORDER)
  order?: Order;
}

export class AlternativesDto {
  @Field.number('Net value of contacting everybody, or as many at random as the budget allows', {
    example: 2106.4,
  })
  everybody: number;

  @Field.number('Of contacting as many users, drawn at random', { example: 1348.2 })
  randomSameSize: number;

  @Field.number('Of contacting as many users, those silent longest; at a tie, their mean', {
    example: 3512.9,
  })
  recencySameSize: number;
}

export class ValueCurveDto {
  @Field.values('Users contacted, highest probability first', 'number', { example: [0, 174, 348] })
  contacts: number[];

  @Field.values('Net value of as many', 'number', { example: [0, 152.1, 297.4] })
  net: number[];
}

export class PlanDto extends AlternativesDto {
  @Field.day('Last day whose events the scores have seen', { example: '2017-05-12' })
  snapshotDate: string;

  @Field.count('Users scored at this snapshot date who may be contacted', { example: 58123 })
  population: number;

  @Field.object(() => LeftOutDto, 'Scored users who may not be contacted')
  leftOut: LeftOutDto;

  @Field.count('How many to contact: the first users of `list`', { example: 23410 })
  contacts: number;

  @Field.object(() => UserOrderDto, 'By what they come first')
  order: UserOrderDto;

  @Field.text(
    'The list that begins with these users; its CSV at /admin/churn/export.csv takes the same query',
    { example: '/churn?order=value&defaultValue=10&contactable=true' },
  )
  list: string;

  @Field.share('Lowest probability among them; null when nobody is contacted', {
    nullable: true,
    example: 0.5132,
  })
  lowestProbability: number | null;

  @Field.number('What the contacts cost', { example: 23410 })
  cost: number;

  @Field.number('Churners among them, as the probabilities expect', { example: 17930.2 })
  expectedChurners: number;

  @Field.number('Expected value of those kept, less the cost', { example: 12450.4 })
  expectedNet: number;

  @Field.object(() => ValueCurveDto, 'Expected net value by size, without the budget')
  curve: ValueCurveDto;
}

export class HeldOutResultDto extends AlternativesDto {
  @Field.count('Test users: nothing was learned or chosen on them', { example: 8692 })
  users: number;

  @Field.count(
    'How many of them have at least the probability of the cut, as far as their share of budget and users goes',
    { example: 3504 },
  )
  contacts: number;

  @Field.number(
    'How many of these did churn; among users of equal probability whom the budget divides, on average',
    { example: 2871 },
  )
  churnersReached: number;

  @Field.object(() => EstimateDto, 'Net value')
  net: EstimateDto;

  @Field.share('Success rate at which these contacts just pay; null when nobody is contacted', {
    nullable: true,
    example: 0.122,
  })
  breakEvenSuccessRate: number | null;

  @Field.object(() => ValueCurveDto, 'Net value by size, without the budget')
  curve: ValueCurveDto;
}

export class DecisionDto extends PickType(ScoresOfDayDto, ['synthetic', 'modelVersion', 'freshness']) {
  @Field.values('What the figures take for granted', 'string', {
    example: ['Every contacted churner is kept with the same chance of 0.2, whatever the risk. …'],
  })
  assumptions: readonly string[];

  @Field.share(
    'Probability from which a contact pays, if the probabilities are right: contactCost / (successRate x savedValue); null when none can',
    { nullable: true, example: 0.5 },
  )
  cut: number | null;

  @Field.object(() => PlanDto, 'Whom to contact now, by the newest scores; values are expectations')
  plan: PlanDto;

  @Field.object(
    () => HeldOutResultDto,
    'What the cut would have earned where it is known who churned, with the same value for every user',
  )
  test: HeldOutResultDto;
}
