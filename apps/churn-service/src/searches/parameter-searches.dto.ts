import {
  BooleanField,
  CountField,
  DayField,
  IntegerField,
  NumberedPageDto,
  ObjectField,
  ObjectsField,
  TimeField,
} from '#common';
import { ModelAttemptDto, ModelParametersDto, SearchedModelDto } from '../training/searched-model.dto.js';
import type { ChurnParameterSearch } from './parameter-search.entity.js';

/** What a search ends with. */
export class ParameterSearchResultDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  parameterSearch: number;

  @BooleanField('Whether the next retrain follows it', { example: true })
  accepted: boolean;

  @ObjectsField(() => SearchedModelDto, 'What was found for each kind')
  models: readonly SearchedModelDto[];

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
  models: readonly SearchedModelDto[];

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
  attempts: readonly ModelAttemptDto[];
}

export class ParameterSearchesDto extends NumberedPageDto {
  @ObjectsField(() => ParameterSearchSummaryDto, 'Newest first')
  parameterSearches: readonly ParameterSearchSummaryDto[];
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
