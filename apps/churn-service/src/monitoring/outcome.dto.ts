import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
} from '#common';
import { IntervalDto, ExpectedQualityDto } from '../model-quality/metrics.dto.js';
import { OutcomeBinDto, OutcomeDto } from '../model-quality/outcome.dto.js';

export const TREND_MEASURES = ['rocAuc', 'brier', 'logLoss'] as const;
const TREND_DIRECTIONS = ['rising', 'falling', 'steady', 'unknown'] as const;
const WEEK_VERDICTS = ['right', 'too high', 'too low'] as const;
const CALIBRATION_STATES = ['calibrated', 'not calibrated', 'unknown'] as const;

export class SnapshotOutcomeDto {
  @DayField('Last day whose events the scores had seen', { example: '2017-04-28' })
  snapshotDate: string;

  @IntegerField('Version that made them', { minimum: 1, example: 2 })
  modelVersion: number;

  @DayField('Snapshot date the version learned from', { example: '2017-04-14' })
  trainedOnSnapshot: string;

  @BooleanField(
    'True when every label the version learned from was known on the snapshot date; false: it was applied to the past',
    { example: true },
  )
  outOfTime: boolean;

  @DayField('Last day of the label window', { example: '2017-05-12' })
  closesOn: string;

  @CountField('Users scored', { example: 58123 })
  scoredUsers: number;

  @TimeField('When they were scored', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: string;

  @TimeField(
    'When they were compared with what happened; null while the window is open or nobody has compared yet',
    { nullable: true, example: '2026-12-08T02:15:00.000Z' },
  )
  comparedAt: string | null;

  @TextField('Why there is no outcome; null when there is one', { nullable: true, example: null })
  notComparedBecause: string | null;

  @ObjectField(
    () => ExpectedQualityDto,
    'What the probabilities alone make expect; null when nobody was scored',
    {
      nullable: true,
    },
  )
  expected: ExpectedQualityDto | null;

  @ObjectField(() => OutcomeDto, 'How good they were', { nullable: true })
  outcome: OutcomeDto | null;
}

export class OutcomeWeekDto {
  @DayField('Monday of the week', { example: '2017-04-24' })
  week: string;

  @CountField('Snapshot dates of the week whose outcome is known', { example: 7 })
  snapshots: number;

  @CountField('Scores of all of them; a user has one in each', { example: 405860 })
  scores: number;

  @ShareField('Share who churned', { example: 0.37 })
  churnRate: number;

  @ShareField('Mean probability', { example: 0.36 })
  meanProbability: number;

  @ObjectField(() => IntervalDto, 'Churn rate less mean probability, with the interval of one snapshot')
  difference: IntervalDto;

  @EnumField('Whether the whole interval lies more than 0.02 off', WEEK_VERDICTS, {
    example: 'right',
  })
  verdict: (typeof WEEK_VERDICTS)[number];

  @NumberField('Expected calibration error over tenths', { example: 0.012 })
  ece: number;

  @ObjectsField(() => OutcomeBinDto, 'Tenths of probability that have users, lowest first')
  bins: readonly OutcomeBinDto[];
}

export class TrendDto {
  @EnumField('What has moved', TREND_MEASURES, { example: 'rocAuc' })
  measure: (typeof TREND_MEASURES)[number];

  @CountField('Snapshots it rests on, whose label windows do not overlap', { example: 6 })
  snapshots: number;

  @DayField('The first of them', { nullable: true, example: '2017-02-03' })
  from: string | null;

  @DayField('The last of them', { nullable: true, example: '2017-04-28' })
  to: string | null;

  @ObjectField(() => IntervalDto, 'Change in 30 days; null with fewer than three snapshots', {
    nullable: true,
  })
  per30Days: IntervalDto | null;

  @EnumField('Which way, where the interval leaves 0 out', TREND_DIRECTIONS, { example: 'steady' })
  direction: (typeof TREND_DIRECTIONS)[number];
}

export class CalibrationStateDto {
  @EnumField('Whether probabilities of late happened as often as they said', CALIBRATION_STATES, {
    example: 'calibrated',
  })
  state: (typeof CALIBRATION_STATES)[number];

  @TextField('By which outcomes', {
    example:
      'The scores of 2017-04-28 have a calibration error of 0.0110; up to 0.0560 counts as calibrated.',
  })
  because: string;
}

export class OutcomesDto {
  @BooleanField('True when the loaded logs are generated sample logs', { example: true })
  synthetic: boolean;

  @ObjectField(
    () => CalibrationStateDto,
    'Whether expected quality can be believed: it is computed from the probabilities, and right only while they are',
  )
  calibration: CalibrationStateDto;

  @ObjectsField(() => TrendDto, 'How measures of scores out of time have moved')
  trend: readonly TrendDto[];

  @ObjectsField(
    () => OutcomeWeekDto,
    'Calibration of scores out of time by week of their snapshot, oldest first',
  )
  weeks: readonly OutcomeWeekDto[];

  @ObjectsField(() => SnapshotOutcomeDto, 'One for each snapshot date and version, newest first')
  snapshots: readonly SnapshotOutcomeDto[];
}

export class ComparisonResultDto {
  @CountField('Past scores that were compared with what happened', { example: 1 })
  comparedSets: number;
}
