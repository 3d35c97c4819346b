import { Field } from '#common';
import { ExpectedQualityDto } from '../measures/metrics.dto.js';
import { OutcomeDto } from '../measures/outcome.dto.js';
import { ShadowDto } from '../registry/shadow.dto.js';
import { SyntheticDto } from '../dataset/windows.dto.js';

const CALIBRATION_STATES = ['calibrated', 'not calibrated', 'unknown'] as const;

export class SnapshotOutcomeDto {
  @Field.day('Last day whose events the scores had seen', { example: '2017-04-28' })
  snapshotDate: string;

  @Field.integer('Version that made them', { minimum: 1, example: 2 })
  modelVersion: number;

  @Field.boolean(
    'True when every label the version learned from was known on the snapshot date; false: it was applied to the past',
    { example: true },
  )
  outOfTime: boolean;

  @Field.day('Last day of the label window', { example: '2017-05-12' })
  closesOn: string;

  @Field.count('Users scored', { example: 58123 })
  scoredUsers: number;

  @Field.time('When they were scored', { example: '2026-11-24T02:15:00.000Z' })
  scoredAt: Date;

  @Field.time(
    'When they were compared with what happened; null while the window is open or nobody has compared yet',
    { nullable: true, example: '2026-12-08T02:15:00.000Z' },
  )
  comparedAt: Date | null;

  @Field.text('Why there is no outcome; null when there is one', { nullable: true, example: null })
  notComparedBecause: string | null;

  @Field.object(
    () => ExpectedQualityDto,
    'What the probabilities alone make expect; null when nobody was scored',
    { nullable: true },
  )
  expected: ExpectedQualityDto | null;

  @Field.object(() => OutcomeDto, 'How good they were', { nullable: true })
  outcome: OutcomeDto | null;
}

export class CalibrationStateDto {
  @Field.enum('Whether probabilities of late happened as often as they said', CALIBRATION_STATES, {
    example: 'calibrated',
  })
  state: (typeof CALIBRATION_STATES)[number];

  @Field.text('By which outcomes', {
    example:
      'The scores of 2017-04-28 by version 2 have a calibration error of 0.0110; up to 0.0560 counts as calibrated.',
  })
  because: string;
}

export class OutcomesDto extends SyntheticDto {
  @Field.object(
    () => CalibrationStateDto,
    'Whether expected quality can be believed: it is computed from the probabilities, and right only while they are',
  )
  calibration: CalibrationStateDto;

  @Field.object(() => ShadowDto, 'Whether a version that did not go live does better than the live one')
  shadow: ShadowDto;

  @Field.objects(() => SnapshotOutcomeDto, 'One for each snapshot date and version, newest first')
  snapshots: readonly SnapshotOutcomeDto[];
}

export class ComparisonResultDto {
  @Field.count('Past scores that were compared with what happened', { example: 1 })
  comparedSets: number;
}
