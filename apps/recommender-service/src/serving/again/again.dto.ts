import {
  CountField,
  DayField,
  EnumField,
  IdField,
  IntegerField,
  NumberField,
  ObjectField,
  ObjectsField,
  TextField,
} from '#common';
import { ConstrainedQuery } from '../../answers/constraints/constraints.dto.js';
import { REPEAT_MODES } from '../../repeats/rank-repeats.js';
import type { RepeatMode } from '../../repeats/rank-repeats.js';
import type { RepeatQuality, RepeatReport } from '../../repeats/evaluate-repeats.js';
import type { RepeatRule } from '../../repeats/repeat-rule.js';
import { MetricIntervalDto } from '../../registry/evaluation.dto.js';
import { NamedSongDto } from '../../registry/named-song.dto.js';

export class AgainQuery extends ConstrainedQuery {
  @EnumField(
    'favourites: what is played now; forgotten: what was, and has not been for some time',
    REPEAT_MODES,
    {
      default: 'favourites',
    },
  )
  mode: RepeatMode;
}

export class SongAgainDto extends NamedSongDto {
  @NumberField('Shares heard less skips, each weighing half after the half-life', { example: 4.81 })
  score: number;

  @DayField('Last day on which it was heard and not skipped', { example: '2017-05-11' })
  lastPlayed: string;
}

export class SongsAgainDto {
  @IdField('User id', { example: '168550892' })
  userId: string;

  @EnumField('As asked for', REPEAT_MODES, { example: 'favourites' })
  mode: RepeatMode;

  @ObjectsField(() => SongAgainDto, 'The largest score first; songs heard already, none of them hidden')
  songs: SongAgainDto[];

  @TextField('Why the list is empty; null when it is not', { nullable: true, example: null })
  reason: string | null;

  @DayField(
    'Last day of the archives that were counted; events posted since count too. Null before the first retrain',
    {
      nullable: true,
      example: '2017-05-12',
    },
  )
  dataTo: string | null;
}

class RepeatRuleDto implements RepeatRule {
  @NumberField('Days after which a play counts half', { example: 30 })
  halfLifeDays: number;

  @NumberField('What a skip takes off, in plays to the end', { example: 0.5 })
  skipPenalty: number;

  @IntegerField('Shorter songs are left out', { minimum: 1, example: 30 })
  minSongSeconds: number;
}

class RepeatQualityDto implements RepeatQuality {
  @ObjectField(() => MetricIntervalDto, 'NDCG')
  ndcg: MetricIntervalDto;

  @ObjectField(() => MetricIntervalDto, 'Recall')
  recall: MetricIntervalDto;
}

class AheadOfRankingsDto {
  @ObjectField(() => MetricIntervalDto, 'Ahead of the times heard')
  frequency: MetricIntervalDto;

  @ObjectField(() => MetricIntervalDto, 'Ahead of the last day heard')
  recency: MetricIntervalDto;
}

export class RepeatReportDto implements RepeatReport {
  @DayField('Last day of the archives that were counted', { example: '2017-05-12' })
  dataTo: string;

  @ObjectField(() => RepeatRuleDto, 'How songs are scored')
  rule: RepeatRuleDto;

  @DayField('Last day before the held-out ones; null when no day could be held out', {
    nullable: true,
    example: '2017-05-05',
  })
  cut: string | null;

  @IntegerField('Length of the lists', { minimum: 1, example: 20 })
  k: number;

  @CountField('Users who listened to something again on the held-out days', { example: 1_204 })
  users: number;

  @ObjectField(() => RepeatQualityDto, 'By the score, as served; null without a user', { nullable: true })
  score: RepeatQualityDto | null;

  @ObjectField(() => RepeatQualityDto, 'By the times heard', { nullable: true })
  frequency: RepeatQualityDto | null;

  @ObjectField(() => RepeatQualityDto, 'By the last day heard', { nullable: true })
  recency: RepeatQualityDto | null;

  @ObjectField(
    () => AheadOfRankingsDto,
    'NDCG of the score less that of each other ranking, over the same users',
    {
      nullable: true,
    },
  )
  aheadOf: AheadOfRankingsDto | null;
}
