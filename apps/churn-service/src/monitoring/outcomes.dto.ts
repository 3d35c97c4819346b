import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  ObjectField,
  ObjectsField,
  TextField,
  TimeField,
} from '#common';
import { ExpectedQualityDto } from '../measures/metrics.dto.js';
import { OutcomeDto } from '../measures/outcome.dto.js';
import { ShadowDto } from '../registry/shadow.dto.js';

const CALIBRATION_STATES = ['calibrated', 'not calibrated', 'unknown'] as const;

export class SnapshotOutcomeDto {
  @DayField('Last day whose events the scores had seen', { example: '2017-04-28' })
  snapshotDate: string;

  @IntegerField('Version that made them', { minimum: 1, example: 2 })
  modelVersion: number;

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
  scoredAt: Date;

  @TimeField(
    'When they were compared with what happened; null while the window is open or nobody has compared yet',
    { nullable: true, example: '2026-12-08T02:15:00.000Z' },
  )
  comparedAt: Date | null;

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

export class CalibrationStateDto {
  @EnumField('Whether probabilities of late happened as often as they said', CALIBRATION_STATES, {
    example: 'calibrated',
  })
  state: (typeof CALIBRATION_STATES)[number];

  @TextField('By which outcomes', {
    example:
      'The scores of 2017-04-28 by version 2 have a calibration error of 0.0110; up to 0.0560 counts as calibrated.',
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

  @ObjectField(() => ShadowDto, 'Whether a version that did not go live does better than the live one')
  shadow: ShadowDto;

  @ObjectsField(() => SnapshotOutcomeDto, 'One for each snapshot date and version, newest first')
  snapshots: readonly SnapshotOutcomeDto[];
}

export class ComparisonResultDto {
  @CountField('Past scores that were compared with what happened', { example: 1 })
  comparedSets: number;
}
