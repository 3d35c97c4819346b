import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IntegerField,
  MapField,
  NumberField,
  ObjectField,
  ObjectsField,
  TextField,
} from '#common';
import type { Classifier } from '#ml';
import { SERVED_KINDS } from '../churn.settings.js';
import {
  CalibrationMeasuresDto,
  GainDto,
  MeasureIntervalsDto,
  MetricsDto,
  TrainAndTestDto,
} from '../measures/metrics.dto.js';
import { HorizonNotOfferedDto } from '../dataset/windows.dto.js';

class BeforeCalibrationDto {
  @NumberField('Expected calibration error', { example: 0.041 })
  ece: number;

  @NumberField('Log loss', { example: 0.371 })
  logLoss: number;
}

export class CalibrationDto extends CalibrationMeasuresDto {
  @EnumField('How the probabilities were calibrated', ['platt', 'isotonic'], { example: 'platt' })
  method: 'platt' | 'isotonic';

  @TextField('Why this method', { example: '904 users are fewer than the 1000 that an isotonic fit needs.' })
  because: string;

  @CountField('Users it was learned from', { example: 904 })
  users: number;

  @ObjectField(() => BeforeCalibrationDto, 'Before calibration')
  before: BeforeCalibrationDto;
}

export class FitDto {
  @MapField('Settings that differ between models', true, { example: { trees: 400, leaves: 15 } })
  settings: Record<string, number | string>;

  @MapField('What came out of it', true, { example: { keptTrees: 210 } })
  outcome: Record<string, number | string | boolean>;
}

export class ModelReportDto {
  @EnumField('Kind of model', SERVED_KINDS, { example: 'gradient-boosting' })
  model: Classifier['kind'];

  @BooleanField('Whether the version is this one', { example: true })
  chosen: boolean;

  @ObjectField(() => TrainAndTestDto, 'Metrics of the model')
  metrics: TrainAndTestDto;

  @ObjectField(() => MeasureIntervalsDto, '95 % intervals on the test users')
  intervals: MeasureIntervalsDto;

  @ObjectField(() => GainDto, 'Gain over recency alone on the test users')
  gainOverRecency: GainDto;

  @ObjectField(() => CalibrationDto, 'Calibration of the model')
  calibration: CalibrationDto;

  @ObjectField(() => FitDto, 'How it was fitted')
  fit: FitDto;
}

export class LaterDaysDto extends MetricsDto {
  @ObjectField(() => MeasureIntervalsDto, '95 % intervals')
  intervals: MeasureIntervalsDto;
}

export class ModelOnLaterDaysDto extends LaterDaysDto {
  @ObjectField(() => CalibrationMeasuresDto, 'Whether its probabilities still happen as often as they say')
  calibration: CalibrationMeasuresDto;
}

export class OutOfTimeDto {
  @TextField('Why the logs do not allow it; null when they did', { nullable: true, example: null })
  notMeasuredBecause: string | null;

  @DayField('Snapshot date that was learned from', { nullable: true, example: '2017-04-14' })
  trainedOn: string | null;

  @DayField('Snapshot date that was predicted', { nullable: true, example: '2017-04-28' })
  evaluatedOn: string | null;

  @ObjectField(() => ModelOnLaterDaysDto, 'The model', { nullable: true })
  model: ModelOnLaterDaysDto | null;

  @ObjectField(() => LaterDaysDto, 'Recency alone', { nullable: true })
  recency: LaterDaysDto | null;

  @ObjectField(() => GainDto, 'The model over recency', { nullable: true })
  gainOverRecency: GainDto | null;
}

export class HorizonReportDto {
  @IntegerField('Days after the snapshot date', { minimum: 1, example: 30 })
  days: number;

  @DayField('The newest snapshot that is followed by so many complete days; its test users are evaluated', {
    example: '2017-03-17',
  })
  evaluatedOn: string;

  @ObjectField(() => ModelOnLaterDaysDto, 'Silence through these days by the model')
  model: ModelOnLaterDaysDto;

  @ObjectField(() => LaterDaysDto, 'Base rates by the days since the last event')
  recency: LaterDaysDto;

  @ObjectField(() => GainDto, 'The model over these')
  gainOverRecency: GainDto;
}

export class HorizonsReportDto {
  @ObjectsField(
    () => HorizonReportDto,
    'Horizons that are offered, ascending; that of the label window is one',
  )
  horizons: readonly HorizonReportDto[];

  @ObjectsField(() => HorizonNotOfferedDto, 'Those that are not')
  notOffered: readonly HorizonNotOfferedDto[];
}
