import { CursorQuery, Field, JoinedType, ModelVersionDto, ModelVersionsDto } from '#common';
import { TARGETS } from '#common/bands';
import type { Target } from '#common/bands';
import { ShadowDto } from './shadow.dto.js';
import { ChurnReportDto } from '../training/churn-report.dto.js';

/** Which of the two models is asked. */
export class TargetQuery {
  @Field.enum(
    'What is predicted: inactive (no event in the label window) or ended (the day of the fact `ended` lies in it). Default: ' +
      'CHURN_BAND_TARGET',
    TARGETS,
    { optional: true, example: 'inactive' },
  )
  target?: Target;
}

export class TargetPageQuery extends JoinedType(CursorQuery, TargetQuery) {}

export class TrainedVersionDto extends ModelVersionDto {
  @Field.map('Settings it was trained with', true, { example: { featureDays: 30 } })
  parameters: Record<string, unknown>;
}

export class ChurnModelDto extends TrainedVersionDto {
  @Field.day('Snapshot date it learned from', { nullable: true, example: '2017-04-28' })
  snapshotDate: string | null;

  @Field.text('Hash of the feature definitions', { nullable: true, example: '9f2c…' })
  catalogueHash: string | null;

  @Field.object(() => ChurnReportDto, 'How good it is and why, measured when it was trained')
  report: ChurnReportDto;
}

/** Of users that no model learned from. */
export class ChurnModelMetricsDto {
  @Field.count('How many users the version was evaluated on', { nullable: true, example: 2204 })
  users: number | null;

  @Field.share('ROC AUC', { nullable: true, example: 0.9012 })
  rocAuc: number | null;

  @Field.share('ROC AUC of the days since the last event alone', { nullable: true, example: 0.871 })
  recencyRocAuc: number | null;

  @Field.share('Area below precision over recall', { nullable: true, example: 0.93 })
  prAuc: number | null;

  @Field.number('Log loss', { nullable: true, example: 0.36 })
  logLoss: number | null;

  @Field.share('Brier score', { nullable: true, example: 0.11 })
  brier: number | null;
}

export class ChurnModelSummaryDto extends TrainedVersionDto {
  @Field.day('Snapshot date it learned from', { nullable: true, example: '2017-04-28' })
  snapshotDate: string | null;

  @Field.boolean('Whether it learned from generated logs', { example: false })
  synthetic: boolean;

  @Field.object(() => ChurnModelMetricsDto, 'How good it is; everything else is in the report of the version')
  metrics: ChurnModelMetricsDto;
}

export class ChurnModelsDto extends ModelVersionsDto {
  @Field.objects(() => ChurnModelSummaryDto, 'Newest first')
  models: ChurnModelSummaryDto[];

  @Field.object(
    () => ShadowDto,
    'The version that outcomes compare with the live one, and what they say. Null of the target that bands do not use',
    { nullable: true },
  )
  shadow: ShadowDto | null;
}
