import { ObjectField, ObjectsField, ShareField } from '#common';
import { CalibrationBinDto } from './curves.dto.js';
import { CalibrationMeasuresDto, MeasureIntervalsDto, MetricsDto } from './metrics.dto.js';

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

  @ObjectsField(() => CalibrationBinDto, 'Bins of equal user count, lowest probabilities first')
  bins: readonly CalibrationBinDto[];
}
