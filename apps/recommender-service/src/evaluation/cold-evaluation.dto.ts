import { CountField, NumberField, ObjectField, ShareField } from '#common';
import { MetricIntervalDto } from './evaluation.dto.js';

class ColdListsDto {
  @CountField('Users evaluated: every second one, as the scale was chosen on the others', { example: 1000 })
  users: number;

  @ObjectField(() => MetricIntervalDto, 'NDCG of lists among all songs, cold ones too')
  withCold: MetricIntervalDto;

  @ObjectField(() => MetricIntervalDto, 'The same without cold songs')
  withoutCold: MetricIntervalDto;

  @ObjectField(() => MetricIntervalDto, 'The first less the second')
  difference: MetricIntervalDto;

  @ShareField('Of the places in lists, how many cold songs take', { example: 0.012 })
  shareOfPlaces: number;
}

/** Songs of few or no listeners, placed by their singers' other songs. */
export class ColdEvaluationDto {
  @CountField('Such songs before the cut', { example: 4_210 })
  songs: number;

  @NumberField('By what their scores are multiplied, so that lists do not lose by them', {
    minimum: 0,
    example: 0.35,
  })
  scale: number;

  @ObjectField(() => ColdListsDto, 'What lists gain or lose by them; null without a user', { nullable: true })
  lists: ColdListsDto | null;
}
