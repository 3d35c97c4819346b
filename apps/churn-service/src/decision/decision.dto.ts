import { ApiProperty } from '@nestjs/swagger';
import { FreshnessDto } from '../scoring/freshness.dto.js';

class AlternativesDto {
  @ApiProperty({ description: 'Net value of contacting nobody', example: 0 })
  nobody: number;

  @ApiProperty({
    description: 'Of contacting everybody, or as many at random as the budget allows',
    example: 2106.4,
  })
  everybody: number;

  @ApiProperty({ description: 'Of contacting as many users, drawn at random', example: 1348.2 })
  randomSameSize: number;

  @ApiProperty({
    description: 'Of contacting as many users, those silent longest; at a tie, their mean',
    example: 3512.9,
  })
  recencySameSize: number;
}

export class PlanDto extends AlternativesDto {
  @ApiProperty({ description: 'Last day whose events the scores have seen', example: '2017-05-12' })
  snapshotDate: string;

  @ApiProperty({ description: 'Users scored at this snapshot date', example: 58123 })
  population: number;

  @ApiProperty({ description: 'How many to contact: the first of GET /churn', example: 23410 })
  contacts: number;

  @ApiProperty({
    description: 'Lowest probability among them; null when nobody is contacted',
    example: 0.5132,
    nullable: true,
    type: Number,
  })
  lowestProbability: number | null;

  @ApiProperty({ description: 'What the contacts cost', example: 23410 })
  cost: number;

  @ApiProperty({ description: 'Churners among them, as the probabilities expect', example: 17930.2 })
  expectedChurners: number;

  @ApiProperty({ description: 'Expected value of those kept, less the cost', example: 12450.4 })
  expectedNet: number;
}

class NetIntervalDto {
  @ApiProperty({ description: 'What the contacts would have earned, less their cost', example: 2310.4 })
  value: number;

  @ApiProperty({ description: 'Lower end of the 95 % interval', example: 2204.1 })
  low: number;

  @ApiProperty({ description: 'Upper end of the 95 % interval', example: 2416.7 })
  high: number;
}

class ValueCurveDto {
  @ApiProperty({
    description: 'Users contacted, highest probability first',
    example: [0, 174, 348],
    type: [Number],
  })
  contacts: number[];

  @ApiProperty({ description: 'Net value of as many', example: [0, 152.1, 297.4], type: [Number] })
  net: number[];
}

export class HeldOutResultDto extends AlternativesDto {
  @ApiProperty({ description: 'Test users: nothing was learned or chosen on them', example: 8692 })
  users: number;

  @ApiProperty({ description: 'How many of them lie at or above the cut', example: 3504 })
  contacts: number;

  @ApiProperty({ description: 'How many of these did churn', example: 2871 })
  churnersReached: number;

  @ApiProperty({ description: 'Net value', type: NetIntervalDto })
  net: NetIntervalDto;

  @ApiProperty({
    description: 'Success rate at which these contacts just pay; null when nobody is contacted',
    example: 0.122,
    nullable: true,
    type: Number,
  })
  breakEvenSuccessRate: number | null;

  @ApiProperty({ description: 'Net value by size, without the budget', type: ValueCurveDto })
  curve: ValueCurveDto;
}

class ChosenOnDto {
  @ApiProperty({ description: 'Validation users', example: 8701 })
  users: number;

  @ApiProperty({
    description: 'Size that earned most on them, as far as their share of the budget goes',
    example: 3512,
  })
  contacts: number;

  @ApiProperty({
    description: 'What it earned there, which flatters it: it was chosen there',
    example: 2330.5,
  })
  net: number;
}

export class DecisionDto {
  @ApiProperty({ description: 'Version of the churn model', example: 3 })
  modelVersion: number;

  @ApiProperty({
    description: 'What the figures take for granted',
    example: ['Every contacted churner is kept with the same chance of 0.2, whatever the risk. …'],
    type: [String],
  })
  assumptions: string[];

  @ApiProperty({
    description: 'Probability from which contacts pay, if the probabilities are right; null when none can',
    example: 0.5,
    nullable: true,
    type: Number,
  })
  breakEvenProbability: number | null;

  @ApiProperty({
    description: 'Lowest probability contacted: chosen on validation users; null when nobody should be',
    example: 0.5121,
    nullable: true,
    type: Number,
  })
  cut: number | null;

  @ApiProperty({
    description: 'Whom to contact now, by the newest scores; values are expectations',
    type: PlanDto,
  })
  plan: PlanDto;

  @ApiProperty({ description: 'Where the cut comes from', type: ChosenOnDto })
  validation: ChosenOnDto;

  @ApiProperty({
    description: 'What the cut would have earned where it is known who churned',
    type: HeldOutResultDto,
  })
  test: HeldOutResultDto;

  @ApiProperty({ description: 'How fresh the scores are', type: FreshnessDto })
  freshness: FreshnessDto;

  @ApiProperty({ description: 'True when the loaded logs are generated sample logs', example: true })
  synthetic: boolean;
}
