import { CountField, ObjectField, ObjectsField, ShareField } from '#common';
import { CalibrationMeasuresDto, MeasureIntervalsDto, MetricsDto } from './metrics.dto.js';

export class OutcomeBinDto {
  @ShareField('Lower end of the tenth of probability', { example: 0.4 })
  from: number;

  @CountField('Users in it', { example: 5730 })
  users: number;

  @ShareField('Mean of their probabilities', { example: 0.452 })
  meanProbability: number;

  @ShareField('Share of them who churned', { example: 0.447 })
  rate: number;
}

/** Of those scored, without those excluded since. */
export class OutcomeDto extends MetricsDto {
  @ShareField('ROC AUC, on the same users, of ranking by days since the last event', {
    nullable: true,
    example: 0.889,
  })
  recencyRocAuc: number;

  @ObjectField(() => MeasureIntervalsDto, '95 % intervals, a bootstrap over users')
  intervals: MeasureIntervalsDto;

  @ObjectField(
    () => CalibrationMeasuresDto,
    'Whether the probabilities happened; null with one outcome only',
    {
      nullable: true,
    },
  )
  calibration: CalibrationMeasuresDto | null;

  @ObjectsField(() => OutcomeBinDto, 'Tenths of probability that have users, lowest first')
  bins: readonly OutcomeBinDto[];
}
