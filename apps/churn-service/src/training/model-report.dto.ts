import { BooleanField, CountField, EnumField, MapField, NumberField, ObjectField, TextField } from '#common';
import type { ClassifierKind } from '#ml';
import { MODEL_KINDS } from '../settings.js';
import {
  CalibrationMeasuresDto,
  GainDto,
  MeasureIntervalsDto,
  TrainAndTestDto,
} from '../model-quality/metrics.dto.js';

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
  @EnumField('Kind of model', MODEL_KINDS, { example: 'gradient-boosting' })
  model: ClassifierKind;

  @BooleanField('Whether the version is this one', { example: true })
  chosen: boolean;

  @NumberField('Log loss on the validation users: the lowest is chosen', { example: 0.362 })
  validationLogLoss: number;

  @ObjectField(() => TrainAndTestDto, 'Metrics')
  metrics: TrainAndTestDto;

  @ObjectField(() => MeasureIntervalsDto, '95 % intervals on the test users')
  intervals: MeasureIntervalsDto;

  @ObjectField(() => GainDto, 'Gain over recency alone on the test users')
  gainOverRecency: GainDto;

  @ObjectField(() => CalibrationDto, 'Calibration')
  calibration: CalibrationDto;

  @ObjectField(() => FitDto, 'How it was fitted')
  fit: FitDto;
}
