import {
  CountField,
  EnumField,
  IntegerField,
  IntervalDto,
  ObjectField,
  ObjectsField,
  ShareField,
} from '#common';

const SEGMENTS = ['head', 'middle', 'tail'] as const;

export class MetricIntervalsDto {
  @ObjectField(() => IntervalDto, 'Of NDCG')
  ndcg: IntervalDto;

  @ObjectField(() => IntervalDto, 'Of Recall')
  recall: IntervalDto;
}

class RankingMetricsDto {
  @IntegerField('Length of the lists', { minimum: 1, example: 20 })
  k: number;

  @ShareField('Recall: hits by the smaller of k and the songs to be found', { example: 0.094 })
  recall: number;

  @ShareField('NDCG', { example: 0.0712 })
  ndcg: number;

  @ShareField('Mean average precision', { example: 0.031 })
  map: number;

  @ShareField('Share of users with a hit', { example: 0.42 })
  hitRate: number;
}

export class ActivityBandDto {
  @CountField('Fewest songs liked before the cut', { example: 5 })
  from: number;

  @CountField('Most songs; null: any number', { nullable: true, example: 19 })
  to: number | null;

  @CountField('Users in the band', { example: 812 })
  users: number;

  @ShareField('NDCG of these users', { example: 0.0654 })
  ndcg: number;

  @ShareField('Recall of these users', { example: 0.088 })
  recall: number;
}

export class PopularitySegmentDto {
  @EnumField('Head, middle and tail hold 50, 30 and 20 % of all listeners', SEGMENTS, { example: 'tail' })
  segment: (typeof SEGMENTS)[number];

  @CountField('Songs in the segment', { example: 20_411 })
  songs: number;

  @CountField('Pairs of a user and a song to be found', { example: 4_120 })
  wanted: number;

  @ShareField('Share of them that was found', { example: 0.021 })
  recall: number;
}

export class ModelEvaluationDto extends RankingMetricsDto {
  @CountField('Users it was evaluated on', { example: 2000 })
  users: number;

  @ObjectField(() => MetricIntervalsDto, 'Intervals at the length of list that decides')
  intervals: MetricIntervalsDto;

  @ObjectsField(() => RankingMetricsDto, 'At several lengths of list, ascending')
  at: RankingMetricsDto[];

  @ObjectsField(() => ActivityBandDto, 'By how many songs a user liked before the cut')
  byActivity: ActivityBandDto[];

  @ObjectsField(() => PopularitySegmentDto, 'By popularity of the song')
  byPopularity: PopularitySegmentDto[];
}

class AheadOfDto {
  @ObjectField(() => IntervalDto, 'Ahead of popularity')
  popularity: IntervalDto;

  @ObjectField(() => IntervalDto, 'Ahead of item neighbours')
  neighbours: IntervalDto;

  @ObjectField(() => IntervalDto, 'Ahead of the parameters of the live version; null where not compared', {
    nullable: true,
  })
  liveParameters: IntervalDto | null;

  @ObjectField(() => IntervalDto, 'Ahead of the anchor; null where not compared', { nullable: true })
  anchor: IntervalDto | null;

  @ObjectField(() => IntervalDto, 'Ahead of the live version itself; null where not compared', {
    nullable: true,
  })
  liveVersion: IntervalDto | null;
}

export class HeldOutEvaluationDto {
  @ObjectField(() => ModelEvaluationDto, 'The model')
  model: ModelEvaluationDto;

  @ObjectField(
    () => ModelEvaluationDto,
    'Recommending what was popular on the 30 newest days before the held-out ones',
  )
  popularity: ModelEvaluationDto;

  @ObjectField(() => ModelEvaluationDto, 'Item neighbours, on the first of the users')
  neighbours: ModelEvaluationDto;

  @ObjectField(
    () => ModelEvaluationDto,
    'A fit with the parameters of the version that was live; null when there was none or they were the same',
    { nullable: true },
  )
  liveParameters: ModelEvaluationDto | null;

  @ObjectField(
    () => ModelEvaluationDto,
    'The anchor: a fit with the parameters that last won for sure; null where these are the present or the live ones',
    { nullable: true },
  )
  anchor: ModelEvaluationDto | null;

  @ObjectField(
    () => ModelEvaluationDto,
    'The version that was live, with all that users had liked before the cut; null when there was none or it had learned from held-out days',
    { nullable: true },
  )
  liveVersion: ModelEvaluationDto | null;

  @ObjectField(() => AheadOfDto, 'NDCG of the model minus that of each other one, over the same users')
  aheadOf: AheadOfDto;

  @CountField('Users with songs to be found', { example: 9_312 })
  eligibleUsers: number;

  @CountField('Of these, how many were evaluated', { example: 2000 })
  evaluatedUsers: number;

  @CountField('Users of the comparisons with the live version: more where these need more', {
    example: 4_310,
  })
  comparedUsers: number;

  @CountField('Pairs of a user and a song to be found', { example: 31_204 })
  heldOutPairs: number;

  @CountField('Further pairs, of songs too new to be in any list', { example: 1_802 })
  unreachablePairs: number;
}
