import { CountField, ObjectField, ObjectsField, ShareField, ValuesField } from '#common';
import { LiftPointDto } from './metrics.dto.js';

class RocCurveDto {
  @ValuesField('Share of those who stayed counted as leaving', 'number', { example: [0, 0.01, 1] })
  falsePositiveRate: readonly number[];

  @ValuesField('Share of those who left counted as leaving', 'number', { example: [0, 0.4, 1] })
  truePositiveRate: readonly number[];

  @ValuesField('Probability from which they count; null at the first point', 'number', {
    nullableItems: true,
    example: [null, 0.91, 0.01],
  })
  threshold: readonly (number | null)[];
}

export class CalibrationBinDto {
  @CountField('Users', { example: 147 })
  users: number;

  @ShareField('Mean of their probabilities', { example: 0.41 })
  meanProbability: number;

  @ShareField('Share of them who churned', { example: 0.43 })
  rate: number;

  @ShareField('Lower end of what chance explains in 95 of 100 cases', { example: 0.33 })
  nullLow: number;

  @ShareField('Upper end of it', { example: 0.49 })
  nullHigh: number;
}

export class ChurnCurvesDto {
  @ObjectField(() => RocCurveDto, 'ROC curve')
  roc: RocCurveDto;

  @ObjectsField(() => CalibrationBinDto, 'Bins of equal user count, lowest probabilities first')
  calibration: readonly CalibrationBinDto[];

  @ObjectsField(() => LiftPointDto, 'The riskiest share, from 1 % to everybody')
  gains: readonly LiftPointDto[];
}
