import { DayField, IntegerField, ObjectField, ObjectsField, TextField } from '#common';
import {
  CalibrationMeasuresDto,
  GainDto,
  MeasureIntervalsDto,
  ProbabilityMetricsDto,
} from '../model-quality/metrics.dto.js';
import { HorizonNotOfferedDto } from '../dataset/windows.dto.js';

export class LaterDaysDto extends ProbabilityMetricsDto {
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

  @ObjectField(() => ModelOnLaterDaysDto, 'Silence through these days as it is served')
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
