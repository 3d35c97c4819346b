import { CursorPageDto, Field, IntervalDto } from '#common';
import { FollowedSearchDto } from '../evaluation/model-report.dto.js';
import { SearchedParametersDto } from '../engines/training-parameters.dto.js';
import { TERMS } from './terms.js';
import type { SearchedParameters } from '../engines/training-parameters.js';

/** What a search may cost, and what follows from it. */
export class ParameterSearchBody {
  @Field.integer('Most fits to try', { minimum: 2, maximum: 200, default: 24 })
  attempts: number;

  @Field.integer('Longest vectors to try; those of the present length are tried whatever it says', {
    minimum: 1,
    maximum: 512,
    default: 512,
  })
  mostFactors: number;

  @Field.integer('Seconds after which nothing more is tried', {
    minimum: 1,
    maximum: 86_400,
    default: 600,
  })
  seconds: number;

  @Field.boolean(
    'Whether the next retrain follows what was found, where it was better than the present parameters',
    { default: true },
  )
  accept: boolean;
}

export class ParameterSearchParams {
  @Field.integer('Number of the search', { minimum: 1, maximum: 2_147_483_647, example: 2 })
  id: number;
}

export class AcceptedBody {
  @Field.boolean('false: retrains follow an earlier accepted search, or the settings', { example: true })
  accepted: boolean;
}

class ReasonDto {
  @Field.text('Why the best counts as better than the present parameters, or does not', {
    example: 'The present parameters were the best that was found.',
  })
  reason: string;
}

class QualityDto {
  @Field.share('NDCG@20 on the validation days', { example: 0.0712 })
  ndcg: number;

  @Field.share('Recall@20 on the validation days', { example: 0.094 })
  recall: number;
}

export class AttemptDto extends QualityDto {
  @Field.object(() => SearchedParametersDto, 'What was tried')
  parameters: SearchedParametersDto;
}

/** As objects to be spread. */
export type Attempt = Pick<QualityDto, keyof QualityDto> & { parameters: SearchedParameters };

/** What a search ends with. */
export class ParameterSearchResultDto extends ReasonDto {
  @Field.integer('Number of the search', { minimum: 1, example: 2 })
  parameterSearch: number;

  @Field.boolean('Whether the next retrain follows it', { example: true })
  accepted: boolean;

  @Field.object(() => AttemptDto, 'The parameters it began with')
  start: AttemptDto;

  @Field.object(() => AttemptDto, 'The best it found')
  best: AttemptDto;
}

export class ConfirmedAttemptDto extends AttemptDto {
  @Field.object(() => QualityDto, 'On the days after an earlier cut, by a fit on the days before it')
  earlier: QualityDto;
}

export class TermDto extends ReasonDto {
  @Field.enum('What was tried on the best configuration', TERMS, { example: 'popularity' })
  name: (typeof TERMS)[number];

  @Field.count('Values that were tried', { example: 4 })
  tried: number;

  @Field.boolean('Whether one of them was kept; if not, the term counts as it did before', { example: true })
  isChosen: boolean;

  @Field.object(
    () => IntervalDto,
    'NDCG@20 of the best of them less that without it, over the users of both; null: not tried',
    { nullable: true },
  )
  ahead: IntervalDto | null;
}

export class SearchReportDto extends ReasonDto {
  @Field.objects(() => TermDto, 'Terms that were tried one after the other on the best of the rest')
  terms: TermDto[];

  @Field.objects(() => AttemptDto, 'In the order in which they were made; the first is the start')
  attempts: AttemptDto[];

  @Field.object(() => QualityDto, 'The choice')
  chosen: QualityDto;

  @Field.object(
    () => IntervalDto,
    'NDCG@20 of the choice less that of the present parameters, over the users of both; null where these are the choice',
    { nullable: true },
  )
  ahead: IntervalDto | null;

  @Field.object(() => QualityDto, 'Popularity on the same users')
  popularity: QualityDto;

  @Field.objects(() => ConfirmedAttemptDto, 'The best, fitted at an earlier cut, too: both decide')
  confirmed: ConfirmedAttemptDto[];

  @Field.count('Liked pairs that it read', { example: 720_113 })
  likedPairs: number;

  @Field.count('Users that attempts were evaluated on; some blends on the first of them alone', {
    example: 2000,
  })
  evaluatedUsers: number;
}

/** Whether a choice is better than the present parameters. */
export type SearchVerdict = Pick<SearchReportDto, 'ahead' | 'reason'> & { isBetter: boolean };

export class ParameterSearchSummaryDto extends FollowedSearchDto {
  @Field.day('First day of the events', { example: '2017-03-30' })
  dataFrom: string;

  @Field.object(() => SearchedParametersDto, 'The parameters it began with')
  start: SearchedParametersDto;

  @Field.boolean('Whether retrains may follow it; the newest accepted one decides', { example: true })
  accepted: boolean;

  @Field.time('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;
}

export class ParameterSearchDto extends ParameterSearchSummaryDto {
  @Field.object(() => SearchReportDto, 'Every attempt, and baselines beside them')
  report: SearchReportDto;
}

export class ParameterSearchesDto extends CursorPageDto {
  @Field.objects(() => ParameterSearchSummaryDto, 'Newest first')
  parameterSearches: ParameterSearchSummaryDto[];
}
