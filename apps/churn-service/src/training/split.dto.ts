import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  ObjectField,
  ShareField,
  TextField,
} from '#common';

class SplitUsersDto {
  @CountField('Rows that the evaluated models learn from, of all snapshots', { example: 6600 })
  train: number;

  @CountField('Model and threshold are chosen on them', { example: 1100 })
  validation: number;

  @CountField('Probabilities are calibrated on them', { example: 1100 })
  calibration: number;

  @CountField('The version is evaluated on them', { example: 2204 })
  test: number;
}

export class SplitDto {
  @EnumField('What is divided', ['user'], { example: 'user' })
  by: 'user';

  @BooleanField('False: all sides but train are of one snapshot, so drift cannot show', { example: false })
  outOfTime: boolean;

  @TextField('What that means', { example: 'Test, validation and calibration users are of one snapshot.' })
  outOfTimeNote: string;

  @IntegerField('Seed of the hash', { example: 42 })
  seed: number;

  @ShareField('Share of test users', { example: 0.2 })
  testShare: number;

  @ShareField('Share of validation users', { example: 0.1 })
  validationShare: number;

  @ShareField('Share of calibration users', { example: 0.1 })
  calibrationShare: number;

  @ObjectField(() => SplitUsersDto, 'How many users each side has')
  users: SplitUsersDto;
}

export class SnapshotRowsDto {
  @DayField('Snapshot date', { example: '2017-04-28' })
  snapshotDate: string;

  @CountField('Users of it that were learned from; older ones are drawn', { example: 11008 })
  rows: number;

  @CountField('Days after it that are loaded whole, without a gap, up to the longest horizon', {
    example: 14,
  })
  observedDays: number;
}
