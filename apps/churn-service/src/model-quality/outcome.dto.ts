import { CountField, ObjectField, ObjectsField, ShareField } from '#common';
import { PickType } from '@nestjs/swagger';
import { ChampionDto } from './champion.dto.js';
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

  @ObjectsField(() => OutcomeBinDto, 'Tenths of probability that have users, lowest first')
  bins: readonly OutcomeBinDto[];

  @ObjectField(() => ServedComparisonDto, 'Of a shadow version: beside the version that served; else null', {
    nullable: true,
  })
  besideServed: ServedComparisonDto | null;
}
