import { CountField, NumberField, ObjectField, ShareField } from '#common';
import { MetricIntervalDto } from './evaluation.dto.js';

class ColdAheadOfDto {
  @ObjectField(() => MetricIntervalDto, "Ahead of the listeners of the singers' other songs")
  popularity: MetricIntervalDto;

  @ObjectField(() => MetricIntervalDto, "Ahead of the number of the singers' songs that the user likes")
  likedSongs: MetricIntervalDto;
}

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

  @CountField('Users asked which of them they then liked first', { example: 812 })
  users: number;

  @ObjectField(() => MetricIntervalDto, 'NDCG among cold songs alone; null without a user', {
    nullable: true,
  })
  ndcg: MetricIntervalDto | null;

  @ObjectField(() => MetricIntervalDto, "By the listeners of the singers' other songs", { nullable: true })
  popularity: MetricIntervalDto | null;

  @ObjectField(() => MetricIntervalDto, "By the number of the singers' songs that the user likes", {
    nullable: true,
  })
  likedSongs: MetricIntervalDto | null;

  @ObjectField(() => ColdAheadOfDto, 'NDCG less that of each other ranking, over the same users', {
    nullable: true,
  })
  aheadOf: ColdAheadOfDto | null;

  @NumberField('By what their scores are multiplied, so that lists do not lose by them', {
    minimum: 0,
    example: 0.35,
  })
  scale: number;

  @ObjectField(() => ColdListsDto, 'What lists gain or lose by them; null without a user', { nullable: true })
  lists: ColdListsDto | null;
}
