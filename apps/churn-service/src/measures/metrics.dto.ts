import { Field } from '#common';
import { PickType } from '@nestjs/swagger';

const NONE = { nullable: true } as const;

/** NaN, which JSON has as null: in no resample were both users who churned and users who stayed. */
export class MeasureIntervalDto {
  @Field.number('The measure itself', { ...NONE, example: 0.902 })
  value: number;

  @Field.number('Lower end of the 95 % interval', { ...NONE, example: 0.896 })
  low: number;

  @Field.number('Upper end of the 95 % interval', { ...NONE, example: 0.908 })
  high: number;

  @Field.number('Standard error', { ...NONE, example: 0.003 })
  standardError: number;
}

export class MeasureIntervalsDto {
  @Field.object(() => MeasureIntervalDto, 'ROC AUC')
  rocAuc: MeasureIntervalDto;

  @Field.object(() => MeasureIntervalDto, 'Area under the precision-recall curve')
  prAuc: MeasureIntervalDto;

  @Field.object(() => MeasureIntervalDto, 'Brier score')
  brier: MeasureIntervalDto;

  @Field.object(() => MeasureIntervalDto, 'Log loss, in nats')
  logLoss: MeasureIntervalDto;
}

/** By how much one is better than another on the same draws; above 0 is better in every measure. */
export class GainDto extends MeasureIntervalsDto {}

export class LiftPointDto {
  @Field.share('Share of users, riskiest first', { example: 0.05 })
  share: number;

  @Field.count('How many users that is', { example: 110 })
  rows: number;

  @Field.number('How many of them churned; at a tie, the mean of all ways to break it', {
    minimum: 0,
    example: 104,
  })
  positives: number;

  @Field.share('Churn rate among them', { example: 0.95 })
  precision: number;

  @Field.share('Share of all churners among them; null when nobody churned', { ...NONE, example: 0.13 })
  gain: number;

  @Field.number('Their churn rate over that of everybody; null when nobody churned', {
    ...NONE,
    example: 2.6,
  })
  lift: number;
}

/**
 * How well probabilities of churn (label 1) agree with what happened to one group of users: the same bundle
 * wherever something is evaluated. NaN, which JSON has as null, where it does not apply.
 */
export class MetricsDto {
  @Field.count('Users it was measured on', { example: 2204 })
  users: number;

  @Field.share('Share of them who churned: the base rate', { example: 0.37 })
  churnRate: number;

  @Field.share('Mean of their probabilities', { example: 0.36 })
  meanProbability: number;

  @Field.share('Area under the ROC curve; 0.5 is chance. Null when everybody or nobody churned', {
    ...NONE,
    example: 0.9012,
  })
  rocAuc: number;

  @Field.share('Area under the precision-recall curve; the base rate is chance', { ...NONE, example: 0.85 })
  prAuc: number;

  @Field.share('Mean squared error of the probability', { example: 0.11 })
  brier: number;

  @Field.number('Mean negative log-likelihood, in nats', { example: 0.36 })
  logLoss: number;
}

export class TrainAndTestDto {
  @Field.object(() => MetricsDto, 'On the users that were learned from')
  train: MetricsDto;

  @Field.object(() => MetricsDto, 'On users that nothing was learned from')
  test: MetricsDto;
}

export class NoiseFloorDto {
  @Field.number('Mean', { example: 0.018 })
  mean: number;

  @Field.number('Exceeded once in twenty times', { example: 0.027 })
  percentile95: number;
}

/** Whether probabilities happen as often as they say. */
export class CalibrationMeasuresDto {
  @Field.number('Slope of the log-odds: 1 is right, below 1 the probabilities are too extreme', {
    example: 0.98,
  })
  slope: number;

  @Field.number('Intercept at that slope: 0 is right', { example: 0.02 })
  intercept: number;

  @Field.number('Expected calibration error', { example: 0.021 })
  ece: number;

  @Field.object(() => NoiseFloorDto, 'The error that perfect calibration shows with so many users')
  eceNull: NoiseFloorDto;
}

/** What a model must be better than. */
export class BaselinesDto {
  @Field.object(() => TrainAndTestDto, 'Days since the last event alone')
  recency: TrainAndTestDto;
}

/** Holds only while the probabilities are calibrated: it is computed from them alone. */
export class ExpectedQualityDto extends PickType(MeasureIntervalsDto, ['brier', 'logLoss']) {
  @Field.object(
    () => MeasureIntervalDto,
    'ROC AUC that outcomes will show; null where all probabilities are 0, or all are 1',
  )
  rocAuc: MeasureIntervalDto;
}
