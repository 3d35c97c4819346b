import { Field } from '#common';
import { LiftPointDto } from './metrics.dto.js';

class RocCurveDto {
  @Field.values('Share of those who stayed counted as leaving', 'number', { example: [0, 0.01, 1] })
  falsePositiveRate: readonly number[];

  @Field.values('Share of those who left counted as leaving', 'number', { example: [0, 0.4, 1] })
  truePositiveRate: readonly number[];

  @Field.values('Probability from which they count; null at the first point', 'number', {
    nullableItems: true,
    example: [null, 0.91, 0.01],
  })
  threshold: readonly (number | null)[];
}

export class CalibrationBinDto {
  @Field.count('Users', { example: 147 })
  users: number;

  @Field.share('Mean of their probabilities', { example: 0.41 })
  meanProbability: number;

  @Field.share('Share of them who churned', { example: 0.43 })
  rate: number;

  @Field.share('Lower end of what chance explains in 95 of 100 cases', { example: 0.33 })
  nullLow: number;

  @Field.share('Upper end of it', { example: 0.49 })
  nullHigh: number;
}

export class ChurnCurvesDto {
  @Field.object(() => RocCurveDto, 'ROC curve')
  roc: RocCurveDto;

  @Field.objects(() => CalibrationBinDto, 'Bins of equal user count, lowest probabilities first')
  calibration: readonly CalibrationBinDto[];

  @Field.objects(() => LiftPointDto, 'The riskiest share, from 1 % to everybody')
  gains: readonly LiftPointDto[];
}
