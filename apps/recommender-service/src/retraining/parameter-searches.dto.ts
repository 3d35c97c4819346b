import {
  BooleanField,
  CountField,
  DayField,
  IntegerField,
  NumberedPageDto,
  ObjectField,
  ObjectsField,
  SearchLimitsBody,
  ShareField,
  TimeField,
} from '#common';
import { SearchedParametersDto } from '../engines/training-parameters.dto.js';

export class ParameterSearchBody extends SearchLimitsBody {
  @IntegerField('Longest vectors to try; those of the present length are tried whatever it says', {
    minimum: 1,
    maximum: 512,
    default: 512,
  })
  mostFactors: number;
}

class QualityDto {
  @ShareField('NDCG@20 on the validation days', { example: 0.0712 })
  ndcg: number;

  @ShareField('Recall@20 on the validation days', { example: 0.094 })
  recall: number;
}

export class AttemptDto extends QualityDto {
  @ObjectField(() => SearchedParametersDto, 'What was tried')
  parameters: SearchedParametersDto;
}

/** What a search ends with. */
export class ParameterSearchResultDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  parameterSearch: number;

  @BooleanField('Whether the next retrain follows it', { example: true })
  accepted: boolean;

  @ObjectField(() => AttemptDto, 'The parameters it began with')
  start: AttemptDto;

  @ObjectField(() => AttemptDto, 'The best it found')
  best: AttemptDto;
}

class ConfirmedAttemptDto extends AttemptDto {
  @ObjectField(() => QualityDto, 'On the days after an earlier cut, by a fit on the days before it')
  earlier: QualityDto;
}

class SearchReportDto {
  @ObjectsField(() => AttemptDto, 'In the order in which they were made; the first is the start')
  attempts: AttemptDto[];

  @ObjectField(() => QualityDto, 'The choice')
  chosen: QualityDto;

  @ObjectField(() => QualityDto, 'Popularity on the same users')
  popularity: QualityDto;

  @ObjectsField(() => ConfirmedAttemptDto, 'The best, fitted at an earlier cut, too: both decide')
  confirmed: ConfirmedAttemptDto[];

  @CountField('Liked pairs that it read', { example: 720_113 })
  likedPairs: number;

  @CountField('Users that every attempt was evaluated on', { example: 2000 })
  evaluatedUsers: number;
}

export class ParameterSearchSummaryDto {
  @IntegerField('Number of the search', { minimum: 1, example: 2 })
  id: number;

  @DayField('First day of the events', { example: '2017-03-30' })
  dataFrom: string;

  @DayField('Last day that attempts were fitted on', { example: '2017-04-28' })
  cut: string;

  @DayField(
    'Last of the validation days; the days that versions are evaluated on come later and were not read',
    {
      example: '2017-05-05',
    },
  )
  dataTo: string;

  @ObjectField(() => SearchedParametersDto, 'The parameters it began with')
  start: SearchedParametersDto;

  @ShareField('NDCG@20 of these', { example: 0.0712 })
  startNdcg: number;

  @ObjectField(() => SearchedParametersDto, 'The best it found')
  best: SearchedParametersDto;

  @ShareField('NDCG@20 of these', { example: 0.0784 })
  bestNdcg: number;

  @BooleanField('Whether retrains may follow it; the newest accepted one decides', { example: true })
  accepted: boolean;

  @TimeField('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

export class ParameterSearchDto extends ParameterSearchSummaryDto {
  @ObjectField(() => SearchReportDto, 'Every attempt, and baselines beside them')
  report: SearchReportDto;
}

export class ParameterSearchesDto extends NumberedPageDto {
  @ObjectsField(() => ParameterSearchSummaryDto, 'Newest first')
  parameterSearches: ParameterSearchSummaryDto[];
}
