import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import type { Classifier } from '#ml';
import { SERVED_KINDS } from '../churn.settings.js';
import { ChurnCurvesDto } from '../measures/curves.dto.js';
import { EffectsDto } from '../measures/effects.dto.js';
import { BaselinesDto } from '../measures/metrics.dto.js';
import { HorizonsReportDto, ModelReportDto, OutOfTimeDto } from './model-report.dto.js';
import { ChampionDto, SliceDto } from '../measures/champion.dto.js';
import {
  HoleDto,
  LoadedDaysDto,
  OmittedSnapshotDto,
  TouchedByHolesDto,
  WindowsDto,
} from '../dataset/windows.dto.js';

class SplitUsersDto {
  @Field.count('Rows that the evaluated models learn from, of all snapshots', { example: 6600 })
  train: number;

  @Field.count('Models are blended and the threshold is chosen on them', { example: 1100 })
  validation: number;

  @Field.count('Probabilities are calibrated on them', { example: 1100 })
  calibration: number;

  @Field.count('The version is evaluated on them', { example: 2204 })
  test: number;
}

export class SplitDto {
  @Field.integer('Seed of the hash', { example: 42 })
  seed: number;

  @Field.share('Share of test users', { example: 0.2 })
  testShare: number;

  @Field.object(() => SplitUsersDto, 'How many users each side has')
  users: SplitUsersDto;
}

export class SnapshotRowsDto {
  @Field.day('Snapshot date', { example: '2017-04-28' })
  snapshotDate: string;

  @Field.count('Users of it that were learned from; older ones are drawn', { example: 11008 })
  rows: number;

  @Field.count('Days after it that are loaded whole, without a gap, up to the longest horizon', {
    example: 14,
  })
  observedDays: number;

  @Field.values(
    'Incomplete days of its label window: who was active on them alone counts as churned',
    'string',
    {
      example: [],
    },
  )
  missingDays: string[];

  @Field.values(
    'Incomplete days that its features look at: they are counted neither as silence nor in gaps, and amounts lack their events',
    'string',
    { example: [] },
  )
  missingFeatureDays: string[];
}

/** What training itself finds out about a version; measures are those of the chosen model. */
export class ChurnEvaluationDto extends PickType(ModelReportDto, [
  'metrics',
  'intervals',
  'gainOverRecency',
  'calibration',
]) {
  @Field.enum('What is served: a blend of kinds, or one that alone is as good', SERVED_KINDS, {
    example: 'blend',
  })
  model: Classifier['kind'];

  @Field.text('By what it was chosen: the weight of each kind in a blend follows from these users', {
    example:
      'Log loss on 904 validation users: logistic-regression 0.4012 (weight 0.40), gradient-boosting 0.3984 (weight 0.60), blend 0.3961.',
  })
  chosenBecause: string;

  @Field.object(() => SplitDto, 'How users were divided')
  split: SplitDto;

  @Field.objects(() => SnapshotRowsDto, 'What the served version learned from, newest first')
  snapshots: readonly SnapshotRowsDto[];

  @Field.count('Resamples behind every interval', { example: 500 })
  resamples: number;

  @Field.objects(() => ModelReportDto, 'Every model that was trained')
  models: readonly ModelReportDto[];

  @Field.object(() => BaselinesDto, 'Simple rules on the same users')
  baselines: BaselinesDto;

  @Field.object(() => HorizonsReportDto, 'Silence through each horizon, on test users')
  horizons: HorizonsReportDto;

  @Field.object(() => ChurnCurvesDto, 'Curves of the chosen model on the test users')
  curves: ChurnCurvesDto;

  @Field.objects(() => SliceDto, 'Parts of the test users')
  slices: readonly SliceDto[];

  @Field.object(() => EffectsDto, 'What moves the scores of test users, by value')
  effects: EffectsDto;
}

/** The report of one model version. */
export class ChurnReportDto extends ChurnEvaluationDto {
  @Field.object(() => ChampionDto, 'The live version on the same users; null when none was live', {
    nullable: true,
  })
  champion: ChampionDto | null;

  @Field.boolean(
    'True: the logs are generated, so figures say something about the generator, not about people',
    { example: false },
  )
  synthetic: boolean;

  @Field.map(
    'What the generator of sample logs knows to be the best any model can do; null for real logs',
    true,
    {
      nullable: true,
      example: { auc: 0.93 },
    },
  )
  bestReachable: Record<string, unknown> | null;

  @Field.object(() => WindowsDto, 'Windows and definition of churn')
  windows: WindowsDto;

  @Field.object(() => LoadedDaysDto, 'Days that were loaded then')
  loadedDays: LoadedDaysDto;

  @Field.text('Mark of the loads of both windows that it learned from: other data have another one', {
    example: '-2983641923',
  })
  fingerprint: string;

  @Field.objects(() => HoleDto, 'Days and kinds of both windows of which something was not loaded')
  holes: readonly HoleDto[];

  @Field.object(() => TouchedByHolesDto, 'What the holes may have distorted')
  touchedByHoles: TouchedByHolesDto;

  @Field.objects(() => OmittedSnapshotDto, 'Older snapshots that were not learned from, newest first')
  omittedSnapshots: readonly OmittedSnapshotDto[];

  @Field.count(
    'Rows of these snapshots that were left out, since a campaign contacted the user in the label window. Its hold-outs weigh more in their place',
    { example: 0 },
  )
  treatedUsers: number;

  @Field.number(
    'So many users of equal weight would tell as much as those of the newest snapshot. A hold-out weighs at most 100',
    {
      minimum: 0,
      example: 11008,
    },
  )
  effectiveUsers: number;

  @Field.object(() => OutOfTimeDto, 'A model of the same recipe on later days')
  outOfTime: OutOfTimeDto;
}
