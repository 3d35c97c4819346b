import { DayField, ObjectField, TextField } from '#common';
import { GainDto, MeasureIntervalsDto, ProbabilityMetricsDto } from '../metrics/metrics.dto.js';
import { CalibrationMeasuresDto } from './model-report.dto.js';

class LaterDaysDto extends ProbabilityMetricsDto {
  @ObjectField(() => MeasureIntervalsDto, '95 % intervals')
  intervals: MeasureIntervalsDto;
}

class ModelOnLaterDaysDto extends LaterDaysDto {
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
