import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { HorizonNotOfferedDto, SyntheticDto } from '../dataset/windows.dto.js';
import { BANDS, TARGETS } from '#common/bands';
import type { Band, Target } from '#common/bands';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import { ReasonDto } from '../model/reason.dto.js';
import { REASONS_MISSING } from '../scores/score-explainer.js';
import type { ReasonsMissing } from '../scores/score-explainer.js';

export class FreshnessDto {
  @Field.day('Newest day of which every kind has been loaded', { example: '2017-05-12' })
  newestLoadedDay: string;

  @Field.time('When the score was made', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @Field.enum(
    'stored: made when everybody was scored; computed: made for this answer',
    ['stored', 'computed'],
    { example: 'stored' },
  )
  source: 'stored' | 'computed';

  @Field.boolean(
    'True when archives of the feature window were loaded, replaced or removed after the score was made, or a later day is ' +
      'complete that is not scored yet',
    { example: false },
  )
  stale: boolean;
}

class SilentThroughDto {
  @Field.integer('Days after the snapshot date', { minimum: 1, example: 30 })
  days: number;

  @Field.share('Probability of no event of the activity kinds in these days; of `ended`, that of the score', {
    example: 0.652,
  })
  probability: number;
}

export class HorizonsDto {
  @Field.objects(
    () => SilentThroughDto,
    'Those asked for, ascending. The probability never rises, and at `horizonDays` it is `probability` of the score',
  )
  silent: readonly SilentThroughDto[];

  @Field.values('Horizons that can be asked for', 'integer', { example: [7, 14, 30] })
  offered: readonly number[];

  @Field.objects(() => HorizonNotOfferedDto, 'Those that cannot, and why')
  notOffered: readonly HorizonNotOfferedDto[];
}

export class BandCutsDto {
  @Field.share('Probability from which the band is medium', { example: 0.4 })
  mediumFrom: number;

  @Field.share('Probability from which the band is high', { example: 0.7 })
  highFrom: number;
}

class ProbabilityIntervalDto {
  @Field.share('Probability by the outcomes of users with such scores, if this user stayed', {
    example: 0.705,
  })
  low: number;

  @Field.share('The same if this user left', { example: 0.748 })
  high: number;
}

/** What every answer from scores says of them. */
export class ScoresDto extends SyntheticDto {
  @Field.enum(
    'What is predicted of the days after the snapshot date: inactive (no event of the activity kinds) or ended (the day of the fact ' +
      '`ended` lies in them)',
    TARGETS,
    { example: 'inactive' },
  )
  target: Target;

  @Field.integer('Version of the churn model', { minimum: 1, example: 3 })
  modelVersion: number;

  @Field.object(() => BandCutsDto, 'Where the bands begin')
  bandCuts: BandCutsDto;
}

/** The same, with the day that they are of. */
export class ScoresOfDayDto extends ScoresDto {
  @Field.day('Last day whose events the scores have seen', { example: '2017-05-12' })
  snapshotDate: string;

  @Field.integer('Days up to the snapshot date that the scores rest on', { minimum: 2, example: 30 })
  featureDays: number;

  @Field.integer('Days after the snapshot date that they are about', { minimum: 1, example: 14 })
  horizonDays: number;

  @Field.object(() => FreshnessDto, 'How fresh the scores are')
  freshness: FreshnessDto;

  @Field.text(
    'Why stored scores may be wrong, and what to do: the day has unusually many or few events, or one of the seven days up to it is ' +
      'not complete. Null: nothing was found when everybody was scored, or a person noted it as known',
    { nullable: true, example: null },
  )
  doubtful: string | null;
}

export class OtherTargetDto extends PickType(ScoresOfDayDto, ['target', 'modelVersion', 'horizonDays']) {
  @Field.share('Probability of this target', { example: 0.062 })
  probability: number;

  @Field.enum('Band of the probability', BANDS, { example: 'low' })
  band: Band;
}

export class ChurnScoreDto extends ScoresOfDayDto {
  @Field.id('user', 'User id, as text since JSON numbers lose digits', { example: '168550892' })
  userId: string;

  @Field.share('Probability of the target, 0 to 1', { example: 0.734 })
  probability: number;

  @Field.object(
    () => ProbabilityIntervalDto,
    'The widest of Venn-Abers bounds: the wider, the less is known of such users. The probability lies within. Null with ' +
      '`reasonsMissing`',
    { nullable: true },
  )
  interval: ProbabilityIntervalDto | null;

  @Field.number(
    'Percentage of the population with a lower probability; null until everybody has been scored',
    { minimum: 0, maximum: 100, nullable: true, example: 91.4 },
  )
  percentile: number | null;

  @Field.enum('Band of the probability', BANDS, { example: 'high' })
  band: Band;

  @Field.values('Kinds of event that count as activity in those days', EVENT_KINDS, {
    example: ['play', 'download', 'search'],
  })
  activityKinds: readonly EventKind[];

  @Field.day('Snapshot date the model learned from', { example: '2017-04-28' })
  trainedOnSnapshot: string;

  @Field.boolean(
    'True when every label the version learned from was known on the snapshot date. False: the version was applied to a past ' +
      'that it had learned from or beyond, so this is no forecast, and how well it fits says little',
    { example: true },
  )
  outOfTime: boolean;

  @Field.enum(
    'What came of it; null until the days after the snapshot date have been loaded and compared',
    ['churned', 'stayed'],
    { nullable: true, example: null },
  )
  outcome: 'churned' | 'stayed' | null;

  @Field.object(
    () => HorizonsDto,
    'When, not only whether; null where it was not asked for, and with `reasonsMissing`',
    { nullable: true },
  )
  horizons: HorizonsDto | null;

  @Field.object(
    () => OtherTargetDto,
    'The same user by the other target. Null in lists, with `target`, and where the other has no live version or no score',
    { nullable: true },
  )
  otherTarget: OtherTargetDto | null;

  @Field.objects(
    () => ReasonDto,
    'What moves this user most, largest effect first; none where `reasonsMissing` says why',
  )
  reasons: readonly ReasonDto[];

  @Field.enum(
    'Why an old score has neither reasons nor interval nor horizons. features_dropped: its features are past ' +
      'CHURN_FEATURES_KEEP_DAYS; version_unusable: the version that made it was retired, or cannot be read',
    REASONS_MISSING,
    { nullable: true, example: null },
  )
  reasonsMissing: ReasonsMissing | null;
}
