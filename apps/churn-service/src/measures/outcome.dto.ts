import { Field } from '#common';
import { CalibrationBinDto } from './curves.dto.js';
import { CalibrationMeasuresDto, MeasureIntervalsDto, MetricsDto } from './metrics.dto.js';

/** Of those scored, without those excluded since. */
export class OutcomeDto extends MetricsDto {
  @Field.share('ROC AUC, on the same users, of ranking by days since the last event', {
    nullable: true,
    example: 0.889,
  })
  recencyRocAuc: number;

  @Field.object(() => MeasureIntervalsDto, '95 % intervals, a bootstrap over users')
  intervals: MeasureIntervalsDto;

  @Field.object(
    () => CalibrationMeasuresDto,
    'Whether the probabilities happened; null with one outcome only',
    { nullable: true },
  )
  calibration: CalibrationMeasuresDto | null;

  @Field.objects(() => CalibrationBinDto, 'Bins of equal user count, lowest probabilities first')
  bins: readonly CalibrationBinDto[];
}
