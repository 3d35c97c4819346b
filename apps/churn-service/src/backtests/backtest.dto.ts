import { Field } from '#common';
import { PickType } from '@nestjs/swagger';
import { ChurnDefinitionDto, HoleDto, SyntheticDto } from '../dataset/windows.dto.js';
import { ExpectedQualityDto } from '../measures/metrics.dto.js';
import { HorizonReportDto } from '../training/model-report.dto.js';

export class BacktestBody {
  @Field.integer('Feature window in days; default is the setting', {
    minimum: 2,
    maximum: 365,
    optional: true,
    example: 14,
  })
  featureDays?: number;

  @Field.integer('Label window in days, also the distance of origins; default is the setting', {
    minimum: 1,
    maximum: 90,
    optional: true,
    example: 7,
  })
  labelDays?: number;

  @Field.integer('Origins at most, the newest ones', { minimum: 1, maximum: 52, default: 12 })
  origins: number;

  @Field.integer('Resamples of the bootstrap', { minimum: 50, maximum: 5000, default: 500 })
  resamples: number;
}

export class BacktestOriginDto extends PickType(HorizonReportDto, ['model', 'recency', 'gainOverRecency']) {
  @Field.day('Snapshot date that was predicted', { example: '2017-05-05' })
  scored: string;

  @Field.day('Snapshot date that was learned from: the newest whose label window had closed by then', {
    example: '2017-04-28',
  })
  trained: string;

  @Field.object(
    () => ExpectedQualityDto,
    'What the probabilities alone made expect, before it was known who left',
  )
  expected: ExpectedQualityDto;
}

export class BacktestParametersDto extends ChurnDefinitionDto {
  @Field.integer('Days that features looked back at most (CHURN_HISTORY_DAYS)', { minimum: 1, example: 365 })
  mostHistoryDays: number;

  @Field.integer('Snapshots that each origin learned from at most (CHURN_SNAPSHOTS)', {
    minimum: 1,
    example: 6,
  })
  mostSnapshots: number;

  @Field.integer('Resamples of the bootstrap', { minimum: 1, example: 500 })
  resamples: number;

  @Field.integer('Seed of everything random in it', { example: 42 })
  seed: number;
}

export class BacktestDto extends SyntheticDto {
  @Field.integer('Number of the backtest', { minimum: 1, example: 2 })
  id: number;

  @Field.time('When it was done', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @Field.object(() => BacktestParametersDto, 'Windows, definition of churn, seed')
  parameters: BacktestParametersDto;

  @Field.objects(() => BacktestOriginDto, 'Oldest first')
  origins: readonly BacktestOriginDto[];

  @Field.share('Mean ROC AUC of the origins; null when nobody, or everybody, churned', {
    nullable: true,
    example: 0.9,
  })
  rocAuc: number | null;

  @Field.share('The same of recency alone', { nullable: true, example: 0.86 })
  recencyRocAuc: number | null;

  @Field.values('Snapshot dates that were omitted: days of a label window are not complete', 'string', {
    example: [],
  })
  omittedOrigins: readonly string[];

  @Field.objects(() => HoleDto, 'Days of kinds that were not loaded')
  holes: readonly HoleDto[];
}

export class BacktestsDto {
  @Field.objects(() => BacktestDto, 'Newest first')
  backtests: readonly BacktestDto[];
}

/** What the job ends with. */
export class BacktestResultDto extends PickType(BacktestDto, ['rocAuc', 'recencyRocAuc']) {
  @Field.integer('Number of the backtest', { minimum: 1, example: 2 })
  backtestId: number;

  @Field.count('Days that were predicted from', { example: 4 })
  origins: number;
}
