import { Field, IntervalDto } from '#common';

const SEGMENTS = ['head', 'middle', 'tail'] as const;

export class MetricIntervalsDto {
  @Field.object(() => IntervalDto, 'Of NDCG')
  ndcg: IntervalDto;

  @Field.object(() => IntervalDto, 'Of Recall')
  recall: IntervalDto;
}

class RankingMetricsDto {
  @Field.integer('Length of the lists', { minimum: 1, example: 20 })
  k: number;

  @Field.share('Recall: hits by the smaller of k and the songs to be found', { example: 0.094 })
  recall: number;

  @Field.share('NDCG', { example: 0.0712 })
  ndcg: number;

  @Field.share('Mean average precision', { example: 0.031 })
  map: number;

  @Field.share('Share of users with a hit', { example: 0.42 })
  hitRate: number;
}

export class ActivityBandDto {
  @Field.count('Fewest songs liked before the cut', { example: 5 })
  from: number;

  @Field.count('Most songs; null: any number', { nullable: true, example: 19 })
  to: number | null;

  @Field.count('Users in the band', { example: 812 })
  users: number;

  @Field.share('NDCG of these users', { example: 0.0654 })
  ndcg: number;

  @Field.share('Recall of these users', { example: 0.088 })
  recall: number;
}

export class PopularitySegmentDto {
  @Field.enum('Head, middle and tail hold 50, 30 and 20 % of all listeners', SEGMENTS, { example: 'tail' })
  segment: (typeof SEGMENTS)[number];

  @Field.count('Songs in the segment', { example: 20_411 })
  songs: number;

  @Field.count('Pairs of a user and a song to be found', { example: 4_120 })
  wanted: number;

  @Field.share('Share of them that was found', { example: 0.021 })
  recall: number;
}

export class ModelEvaluationDto extends RankingMetricsDto {
  @Field.count('Users it was evaluated on', { example: 2000 })
  users: number;

  @Field.object(() => MetricIntervalsDto, 'Intervals at the length of list that decides')
  intervals: MetricIntervalsDto;

  @Field.objects(() => RankingMetricsDto, 'At several lengths of list, ascending')
  at: RankingMetricsDto[];

  @Field.objects(() => ActivityBandDto, 'By how many songs a user liked before the cut')
  byActivity: ActivityBandDto[];

  @Field.objects(() => PopularitySegmentDto, 'By popularity of the song')
  byPopularity: PopularitySegmentDto[];
}

class AheadOfDto {
  @Field.object(() => IntervalDto, 'Ahead of popularity')
  popularity: IntervalDto;

  @Field.object(() => IntervalDto, 'Ahead of item neighbours')
  neighbours: IntervalDto;

  @Field.object(() => IntervalDto, 'Ahead of the parameters of the live version; null where not compared', {
    nullable: true,
  })
  liveParameters: IntervalDto | null;

  @Field.object(() => IntervalDto, 'Ahead of the anchor; null where not compared', { nullable: true })
  anchor: IntervalDto | null;

  @Field.object(() => IntervalDto, 'Ahead of the live version itself; null where not compared', {
    nullable: true,
  })
  liveVersion: IntervalDto | null;
}

export class HeldOutEvaluationDto {
  @Field.object(() => ModelEvaluationDto, 'The model')
  model: ModelEvaluationDto;

  @Field.object(
    () => ModelEvaluationDto,
    'Recommending what was popular on the 30 newest days before the held-out ones',
  )
  popularity: ModelEvaluationDto;

  @Field.object(() => ModelEvaluationDto, 'Item neighbours, on the first of the users')
  neighbours: ModelEvaluationDto;

  @Field.object(
    () => ModelEvaluationDto,
    'A fit with the parameters of the version that was live; null when there was none or they were the same',
    { nullable: true },
  )
  liveParameters: ModelEvaluationDto | null;

  @Field.object(
    () => ModelEvaluationDto,
    'The anchor: a fit with the parameters that last won for sure; null where these are the present or the live ones',
    { nullable: true },
  )
  anchor: ModelEvaluationDto | null;

  @Field.object(
    () => ModelEvaluationDto,
    'The version that was live, with all that users had liked before the cut; null when there was none or it had learned from held-out days',
    { nullable: true },
  )
  liveVersion: ModelEvaluationDto | null;

  @Field.object(() => AheadOfDto, 'NDCG of the model minus that of each other one, over the same users')
  aheadOf: AheadOfDto;

  @Field.count('Users with songs to be found', { example: 9_312 })
  eligibleUsers: number;

  @Field.count('Of these, how many were evaluated', { example: 2000 })
  evaluatedUsers: number;

  @Field.count('Users of the comparisons with the live version: more where these need more', {
    example: 4_310,
  })
  comparedUsers: number;

  @Field.count('Pairs of a user and a song to be found', { example: 31_204 })
  heldOutPairs: number;

  @Field.count('Further pairs, of songs too new to be in any list', { example: 1_802 })
  unreachablePairs: number;
}
