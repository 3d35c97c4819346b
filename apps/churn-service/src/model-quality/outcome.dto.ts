import { ObjectField, ObjectsField, ShareField } from '#common';
import { PickType } from '@nestjs/swagger';
import { ChampionDto } from './champion.dto.js';
import { CalibrationBinDto } from './curves.dto.js';
import { CalibrationMeasuresDto, MeasureIntervalsDto, MetricsDto } from './metrics.dto.js';

/** A shadow version and the version that served the same users. */
export class ServedComparisonDto extends PickType(ChampionDto, [
  'version',
  'users',
  'rocAuc',
  'logLoss',
  'gain',
]) {}

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

  @ObjectField(() => ServedComparisonDto, 'Of a shadow version: beside the version that served; else null', {
    nullable: true,
  })
  besideServed: ServedComparisonDto | null;
}
