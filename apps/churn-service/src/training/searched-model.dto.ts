import { BooleanField, EnumField, IntegerField, NumberField, ObjectField, ShareField } from '#common';
import type { ClassifierKind } from '#ml';
import { IntervalDto } from '../model-quality/metrics.dto.js';
import { MODEL_KINDS } from '../settings.js';

export class ModelParametersDto {
  @NumberField('Pull of the weights of the logistic regression towards 0', { example: 100 })
  shrinkage: number;

  @ShareField('Share of the training users that a leaf of the forest has at least', { example: 0.00667 })
  forestLeafShare: number;

  @IntegerField('Leaves of a tree of boosting at most', { minimum: 2, example: 8 })
  maxLeaves: number;

  @IntegerField('Users that a leaf of boosting has at least', { minimum: 1, example: 40 })
  minLeafRows: number;

  @NumberField('Penalty on squared leaf values of boosting', { minimum: 0, example: 5 })
  l2: number;

  @ShareField('Share of the columns that is drawn for each tree of boosting', { example: 0.5 })
  columnShare: number;

  @ShareField('Learning rate of boosting', { example: 0.05 })
  learningRate: number;
}

export class ModelAttemptDto {
  @EnumField('What was fitted', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @ObjectField(() => ModelParametersDto, 'With which parameters')
  parameters: ModelParametersDto;

  @NumberField('Log loss of the calibrated model on the validation users', { example: 0.3561 })
  logLoss: number;
}

export class SearchedModelDto {
  @EnumField('Kind of model', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @NumberField('Log loss with the parameters it began with', { example: 0.3577 })
  startLogLoss: number;

  @NumberField('The lowest it found', { example: 0.3561 })
  bestLogLoss: number;

  @ObjectField(
    () => IntervalDto,
    'By how much the best lowers the log loss of the calibration users, who did not choose it; both are calibrated on validation users',
  )
  gain: IntervalDto;

  @BooleanField('Whether it is taken: the gain is above one standard error', {
    example: true,
  })
  taken: boolean;
}
