import { Field, IntervalDto } from '#common';
import { MetricIntervalsDto } from '../evaluation/evaluation.dto.js';

/** What makes a song one that is listened to again. */
export class RepeatRuleDto {
  @Field.number('Days after which a play counts half', { example: 7 })
  halfLifeDays: number;

  @Field.integer('Shorter songs are left out', { minimum: 1, example: 30 })
  minSongSeconds: number;
}

/** Another half-life than the usual one, tried on the days before those held out. */
export class HalfLifeTrialDto {
  @Field.number('Days after which a play counts half; 10,000: plays of all days alike', { example: 14 })
  halfLifeDays: number;

  @Field.count('Users whose repeats both half-lives rank', { example: 1_120 })
  users: number;

  @Field.object(
    () => IntervalDto,
    'NDCG less that of 7 days; served where the interval is above 0 and no other gains more; null without a user',
    { nullable: true },
  )
  gain: IntervalDto | null;
}

class AheadOfRankingsDto {
  @Field.object(() => IntervalDto, 'Ahead of the times heard')
  frequency: IntervalDto;

  @Field.object(() => IntervalDto, 'Ahead of the last day heard')
  recency: IntervalDto;
}

/** How well held-out repeats are found. */
export class RepeatReportDto implements CountedRepeats {
  @Field.day('Last day of the archives that were counted', { example: '2017-05-12' })
  dataTo: string;

  @Field.object(() => RepeatRuleDto, 'How songs are scored')
  rule: RepeatRuleDto;

  @Field.objects(
    () => HalfLifeTrialDto,
    'Half-lives that were tried; none where RECOMMENDER_AGAIN_HALF_LIFE_DAYS is set',
  )
  halfLives: HalfLifeTrialDto[];

  @Field.day('Last day before the held-out ones; null when no day could be held out', {
    nullable: true,
    example: '2017-05-05',
  })
  cut: string | null;

  @Field.integer('Length of the lists', { minimum: 1, example: 20 })
  k: number;

  @Field.count('Users who listened to something again on the held-out days', { example: 1_204 })
  users: number;

  @Field.object(() => MetricIntervalsDto, 'By the score, as served; null without a user', { nullable: true })
  score: MetricIntervalsDto | null;

  @Field.object(() => MetricIntervalsDto, 'By the times heard', { nullable: true })
  frequency: MetricIntervalsDto | null;

  @Field.object(() => MetricIntervalsDto, 'By the last day heard', { nullable: true })
  recency: MetricIntervalsDto | null;

  @Field.object(
    () => AheadOfRankingsDto,
    'NDCG of the score less that of each other ranking, over the same users',
    { nullable: true },
  )
  aheadOf: AheadOfRankingsDto | null;
}

/** A report as it is stored next to its last day. */
export type CountedRepeats = Omit<RepeatReportDto, 'dataTo'>;
