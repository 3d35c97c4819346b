import { Field } from '#common';
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
  @Field.number('Expected calibration error', { example: 0.041 })
  ece: number;

  @Field.number('Log loss', { example: 0.371 })
  logLoss: number;
}

export class CalibrationDto extends CalibrationMeasuresDto {
  @Field.enum('How the probabilities were calibrated', ['platt', 'isotonic'], { example: 'platt' })
  method: 'platt' | 'isotonic';

  @Field.text('Why this method', { example: '904 users are fewer than the 1000 that an isotonic fit needs.' })
  because: string;

  @Field.count('Users it was learned from', { example: 904 })
  users: number;

  @Field.object(() => BeforeCalibrationDto, 'Before calibration')
  before: BeforeCalibrationDto;
}

export class FitDto {
  @Field.map('Settings that differ between models', true, { example: { trees: 400, leaves: 15 } })
  settings: Record<string, number | string>;

  @Field.map('What came out of it', true, { example: { keptTrees: 210 } })
  outcome: Record<string, number | string | boolean>;
}

export class ModelReportDto {
  @Field.enum('Kind of model', SERVED_KINDS, { example: 'gradient-boosting' })
  model: Classifier['kind'];

  @Field.boolean('Whether the version is this one', { example: true })
  chosen: boolean;

  @Field.object(() => TrainAndTestDto, 'Metrics of the model')
  metrics: TrainAndTestDto;

  @Field.object(() => MeasureIntervalsDto, '95 % intervals on the test users')
  intervals: MeasureIntervalsDto;

  @Field.object(() => GainDto, 'Gain over recency alone on the test users')
  gainOverRecency: GainDto;

  @Field.object(() => CalibrationDto, 'Calibration of the model')
  calibration: CalibrationDto;

  @Field.object(() => FitDto, 'How it was fitted')
  fit: FitDto;
}

export class LaterDaysDto extends MetricsDto {
  @Field.object(() => MeasureIntervalsDto, '95 % intervals')
  intervals: MeasureIntervalsDto;
}

export class ModelOnLaterDaysDto extends LaterDaysDto {
  @Field.object(() => CalibrationMeasuresDto, 'Whether its probabilities still happen as often as they say')
  calibration: CalibrationMeasuresDto;
}

export class OutOfTimeDto {
  @Field.text('Why the logs do not allow it; null when they did', { nullable: true, example: null })
  notMeasuredBecause: string | null;

  @Field.day('Snapshot date that was learned from', { nullable: true, example: '2017-04-14' })
  trainedOn: string | null;

  @Field.day('Snapshot date that was predicted', { nullable: true, example: '2017-04-28' })
  evaluatedOn: string | null;

  @Field.object(() => ModelOnLaterDaysDto, 'The model', { nullable: true })
  model: ModelOnLaterDaysDto | null;

  @Field.object(() => LaterDaysDto, 'Recency alone', { nullable: true })
  recency: LaterDaysDto | null;

  @Field.object(() => GainDto, 'The model over recency', { nullable: true })
  gainOverRecency: GainDto | null;
}

export class HorizonReportDto {
  @Field.integer('Days after the snapshot date', { minimum: 1, example: 30 })
  days: number;

  @Field.day('The newest snapshot that is followed by so many complete days; its test users are evaluated', {
    example: '2017-03-17',
  })
  evaluatedOn: string;

  @Field.object(() => ModelOnLaterDaysDto, 'Silence through these days by the model')
  model: ModelOnLaterDaysDto;

  @Field.object(() => LaterDaysDto, 'Base rates by the days since the last event')
  recency: LaterDaysDto;

  @Field.object(() => GainDto, 'The model over these')
  gainOverRecency: GainDto;
}

export class HorizonsReportDto {
  @Field.objects(
    () => HorizonReportDto,
    'Horizons that are offered, ascending; that of the label window is one',
  )
  horizons: readonly HorizonReportDto[];

  @Field.objects(() => HorizonNotOfferedDto, 'Those that are not')
  notOffered: readonly HorizonNotOfferedDto[];
}
