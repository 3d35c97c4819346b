import {
  DayField,
  CursorPageDto,
  ObjectField,
  ObjectsField,
  SearchResultDto,
  StoredSearchDto,
} from '#common';
import { ModelAttemptDto, ModelParametersDto, SearchedModelDto } from '../training/searched-model.dto.js';
import type { ChurnParameterSearch } from './parameter-search.entity.js';

/** What a search ends with. */
export class ParameterSearchResultDto extends SearchResultDto {
  @ObjectsField(() => SearchedModelDto, 'What was found for each kind')
  models: readonly SearchedModelDto[];

  @ObjectField(() => ModelParametersDto, 'The parameters it began with, changed where a kind was bettered')
  best: ModelParametersDto;
}

export class ParameterSearchSummaryDto extends StoredSearchDto {
  @DayField('Newest snapshot that was learned from', { example: '2017-04-14' })
  snapshotDate: string;

  @ObjectField(() => ModelParametersDto, 'The parameters it began with')
  start: ModelParametersDto;

  @ObjectField(() => ModelParametersDto, 'What it found')
  best: ModelParametersDto;

  @ObjectsField(() => SearchedModelDto, 'What was found for each kind')
  models: readonly SearchedModelDto[];
}

export class ParameterSearchDto extends ParameterSearchSummaryDto {
  @ObjectsField(
    () => ModelAttemptDto,
    'In the order in which they were made; of each kind the first is the start',
  )
  attempts: readonly ModelAttemptDto[];
}

export class ParameterSearchesDto extends CursorPageDto {
  @ObjectsField(() => ParameterSearchSummaryDto, 'Newest first')
  parameterSearches: readonly ParameterSearchSummaryDto[];
}

export function describeSearch(
  search: ChurnParameterSearch,
): Pick<ParameterSearchSummaryDto, keyof ParameterSearchSummaryDto> {
  const { id, snapshotDate, dataTo, start, best, accepted, createdAt, report } = search;
  const { models } = report;
  return { id, snapshotDate, dataTo, start, best, models, accepted, createdAt: createdAt.toISOString() };
}
