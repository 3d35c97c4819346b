import {
  BooleanField,
  CountField,
  DayField,
  MapField,
  ModelVersionDto,
  ModelVersionsDto,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
} from '#common';
import { ShadowDto } from './shadow.dto.js';
import { ChurnReportDto } from '../training/churn-report.dto.js';

export class TrainedVersionDto extends ModelVersionDto {
  @MapField('Settings it was trained with', true, { example: { featureDays: 30 } })
  parameters: Record<string, unknown>;
}

export class ChurnModelDto extends TrainedVersionDto {
  @DayField('Snapshot date it learned from', { nullable: true, example: '2017-04-28' })
  snapshotDate: string | null;

  @TextField('Hash of the feature definitions', { nullable: true, example: '9f2c…' })
  catalogueHash: string | null;

  @ObjectField(() => ChurnReportDto, 'How good it is and why, measured when it was trained')
  report: ChurnReportDto;
}

/** Of users that no model learned from. */
export class ChurnModelMetricsDto {
  @CountField('How many users the version was evaluated on', { nullable: true, example: 2204 })
  users: number | null;

  @ShareField('ROC AUC', { nullable: true, example: 0.9012 })
  rocAuc: number | null;

  @ShareField('ROC AUC of the days since the last event alone', { nullable: true, example: 0.871 })
  recencyRocAuc: number | null;

  @ShareField('Area below precision over recall', { nullable: true, example: 0.93 })
  prAuc: number | null;

  @NumberField('Log loss', { nullable: true, example: 0.36 })
  logLoss: number | null;

  @ShareField('Brier score', { nullable: true, example: 0.11 })
  brier: number | null;
}

export class ChurnModelSummaryDto extends TrainedVersionDto {
  @DayField('Snapshot date it learned from', { nullable: true, example: '2017-04-28' })
  snapshotDate: string | null;

  @BooleanField('Whether it learned from generated logs', { example: false })
  synthetic: boolean;

  @ObjectField(() => ChurnModelMetricsDto, 'How good it is; everything else is in the report of the version')
  metrics: ChurnModelMetricsDto;
}

export class ChurnModelsDto extends ModelVersionsDto {
  @ObjectsField(() => ChurnModelSummaryDto, 'Newest first')
  models: ChurnModelSummaryDto[];

  @ObjectField(() => ShadowDto, 'The version that outcomes compare with the live one, and what they say')
  shadow: ShadowDto;
}
