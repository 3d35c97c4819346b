import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  NumberedPageDto,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TimeField,
} from '#common';
import type { ClassifierKind } from '#ml';
import type { ModelParameters } from '../training/model-parameters.js';
import type { ModelAttempt, SearchedModel } from '../training/search-model-parameters.js';
import { IntervalDto } from '../model-quality/metrics.dto.js';
import { MODEL_KINDS } from '../settings.js';
import type { ChurnParameterSearch } from './parameter-search.entity.js';

class ModelParametersDto implements ModelParameters {
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

class ModelAttemptDto implements ModelAttempt {
  @EnumField('What was fitted', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @ObjectField(() => ModelParametersDto, 'With which parameters')
  parameters: ModelParametersDto;

  @NumberField('Log loss of the calibrated model on the validation users', { example: 0.3561 })
  logLoss: number;
}

class SearchedModelDto implements Omit<SearchedModel, 'gain'> {
  @EnumField('Kind of model', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @NumberField('Log loss with the parameters it began with', { example: 0.3577 })
  startLogLoss: number;

  @NumberField('The lowest it found', { example: 0.3561 })
  bestLogLoss: number;

  @ObjectField(() => IntervalDto, 'By how much the best is lower, on the same draws of validation users')
  gain: IntervalDto;

  @BooleanField('Whether it is taken: it lowers the log loss by more than one standard error', {
    example: true,
  })
  taken: boolean;
}

/** What a search ends with. */
export class ParameterSearchResultDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  parameterSearch: number;

  @BooleanField('Whether the next retrain follows it', { example: true })
  accepted: boolean;

  @ObjectsField(() => SearchedModelDto, 'What was found for each kind')
  models: SearchedModelDto[];

  @ObjectField(() => ModelParametersDto, 'The parameters it began with, changed where a kind was bettered')
  best: ModelParametersDto;
}

export class ParameterSearchSummaryDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  id: number;

  @DayField('Newest snapshot that was learned from', { example: '2017-04-14' })
  snapshotDate: string;

  @DayField('Last day that was read; the days that versions are evaluated on come later', {
    example: '2017-04-28',
  })
  dataTo: string;

  @ObjectField(() => ModelParametersDto, 'The parameters it began with')
  start: ModelParametersDto;

  @ObjectField(() => ModelParametersDto, 'What it found')
  best: ModelParametersDto;

  @ObjectsField(() => SearchedModelDto, 'What was found for each kind')
  models: SearchedModelDto[];

  @CountField('Users that every attempt was evaluated on; test users were not read', { example: 2104 })
  validationUsers: number;

  @BooleanField('Whether retrains may follow it; the newest accepted one decides', { example: true })
  accepted: boolean;

  @TimeField('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

export class ParameterSearchDto extends ParameterSearchSummaryDto {
  @ObjectsField(
    () => ModelAttemptDto,
    'In the order in which they were made; of each kind the first is the start',
  )
  attempts: ModelAttemptDto[];
}

export class ParameterSearchesDto extends NumberedPageDto {
  @ObjectsField(() => ParameterSearchSummaryDto, 'Newest first')
  parameterSearches: ParameterSearchSummaryDto[];
}

export function describeSearch(
  search: ChurnParameterSearch,
): Pick<ParameterSearchSummaryDto, keyof ParameterSearchSummaryDto> {
  const { id, snapshotDate, dataTo, start, best, accepted, createdAt, report } = search;
  const { models, validationUsers } = report;
  return {
    id,
    snapshotDate,
    dataTo,
    start,
    best,
    models: [...models],
    validationUsers,
    accepted,
    createdAt: createdAt.toISOString(),
  };
}
