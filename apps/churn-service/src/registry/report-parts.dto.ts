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
  ValuesField,
} from '#common';
import { EVENT_KINDS } from '../event-kinds.js';
import type { EventKind } from '../event-kinds.js';
import { GainDto, IntervalDto, TrainAndTestDto } from '../metrics/metrics.dto.js';
import type { Slice } from '../metrics/slices.js';

const DIVISIONS = ['device', 'tenure', 'active days'] as const;

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

class BgNbdParametersDto {
  @NumberField('Shape of the rates', { example: 0.8 })
  r: number;

  @NumberField('Scale of the rates, in days', { example: 4.1 })
  alpha: number;

  @NumberField('First parameter of dropping out', { example: 0.6 })
  a: number;

  @NumberField('Second parameter of dropping out', { example: 3.2 })
  b: number;
}

class BgNbdDto extends TrainAndTestDto {
  @ObjectField(() => BgNbdParametersDto, 'Fitted parameters')
  parameters: BgNbdParametersDto;
}

export class BaselinesDto {
  @ObjectField(() => TrainAndTestDto, 'Days since the last event alone')
  recency: TrainAndTestDto;

  @ObjectField(() => TrainAndTestDto, 'The churn rate of everybody')
  baseRate: TrainAndTestDto;

  @ObjectField(() => BgNbdDto, 'BG/NBD; null where it could not be fitted', { nullable: true })
  bgNbd: BgNbdDto | null;
}

export class SliceDto {
  @EnumField('What users are divided by', DIVISIONS, { example: 'device' })
  by: Slice['by'];

  @TextField('Which part', { example: 'android' })
  value: string;

  @CountField('Test users of it', { example: 812 })
  users: number;

  @ShareField('Share who churned', { example: 0.41 })
  churnRate: number;

  @ShareField('Mean probability', { example: 0.4 })
  meanProbability: number;

  @ShareField('Lower end of the churn rates of 95 of 100 cases when the probabilities are right', {
    example: 0.367,
  })
  rateLow: number;

  @ShareField('Upper end of them', { example: 0.433 })
  rateHigh: number;

  @ShareField('ROC AUC; null when everybody or nobody churned', { nullable: true, example: 0.89 })
  rocAuc: number | null;

  @ShareField('Brier score', { example: 0.12 })
  brier: number;

  @NumberField('Log loss', { example: 0.37 })
  logLoss: number;

  @ShareField('ROC AUC of recency alone', { nullable: true, example: 0.87 })
  recencyRocAuc: number | null;

  @NumberField('Log loss of recency alone', { example: 0.41 })
  recencyLogLoss: number;

  @ObjectField(() => IntervalDto, 'Gain over recency; null with too few users', { nullable: true })
  gainOverRecency: IntervalDto | null;
}

class SliceGainDto {
  @EnumField('What users are divided by', DIVISIONS, { example: 'device' })
  by: Slice['by'];

  @TextField('Which part', { example: 'android' })
  value: string;

  @CountField('Test users of it', { example: 812 })
  users: number;

  @ObjectField(() => IntervalDto, 'Fall of the log loss: above 0 the new version is better')
  logLoss: IntervalDto;
}

export class ChampionDto {
  @IntegerField('The version that was live', { minimum: 1, example: 2 })
  version: number;

  @CountField('Users they are compared on: test users of both', { example: 2204 })
  users: number;

  @BooleanField('Whether both mean the same by churn; where not, the gate does not wait for a comparison', {
    example: true,
  })
  comparable: boolean;

  @TextField('Why they could not be compared; null when they were', { nullable: true, example: null })
  notComparedBecause: string | null;

  @ShareField('ROC AUC of the live version on the same users', { nullable: true, example: 0.89 })
  rocAuc: number | null;

  @NumberField('Log loss of the live version on the same users', { nullable: true, example: 0.38 })
  logLoss: number | null;

  @ObjectField(() => GainDto, 'The new version over it', { nullable: true })
  gain: GainDto | null;

  @ObjectsField(() => SliceGainDto, 'The same for parts of the users')
  slices: SliceGainDto[];
}

export class HoleDto {
  @DayField('Day', { example: '2017-04-09' })
  day: string;

  @EnumField('Kind of event whose archive is not loaded or incomplete', EVENT_KINDS, { example: 'download' })
  kind: EventKind;

  @TextField('What is missing', { example: 'part 3 missing' })
  reason: string;
}

export class TouchedByHolesDto {
  @ValuesField('Features that count days with a hole', 'string', { example: ['freq_D_last_30'] })
  features: string[];

  @BooleanField('Whether the label window has holes: who was active may look churned', { example: false })
  label: boolean;
}

export class PopulationDto {
  @ValuesField('Kinds of event that make a user belong to the population', EVENT_KINDS, { example: ['play'] })
  kinds: EventKind[];

  @IntegerField('Days of the feature window with such an event at least', { minimum: 1, example: 1 })
  minDays: number;
}

export class ChurnDefinitionDto {
  @IntegerField('Feature window in days', { minimum: 2, example: 14 })
  featureDays: number;

  @IntegerField('Label window in days', { minimum: 1, example: 7 })
  labelDays: number;

  @ValuesField('Kinds of event whose absence in the label window is churn', EVENT_KINDS, {
    example: ['play', 'download', 'search'],
  })
  activityKinds: EventKind[];

  @ObjectField(() => PopulationDto, 'Who is predicted')
  population: PopulationDto;
}

export class WindowsDto extends ChurnDefinitionDto {
  @DayField('Snapshot date', { example: '2017-04-28' })
  snapshotDate: string;

  @IntegerField('Days that features look back, at least the feature window', { minimum: 2, example: 90 })
  historyDays: number;

  @DayField('First day of the feature window', { example: '2017-03-30' })
  featuresFrom: string;

  @DayField('First day of the label window', { example: '2017-04-29' })
  labelsFrom: string;

  @DayField('Last day of the label window', { example: '2017-05-12' })
  labelsTo: string;
}

export class LoadedDaysDto {
  @DayField('First complete day', { nullable: true, example: '2017-03-30' })
  firstDay: string | null;

  @DayField('Newest complete day', { nullable: true, example: '2017-05-12' })
  newestDay: string | null;
}
