import {
  Answers,
  Compressed,
  describeVersion,
  ModelRegistry,
  ModelVersionParams,
  Refuses,
  Revalidated,
} from '#common';
import type { ModelVersion } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import type { ChurnReportDto } from '../training/churn-report.dto.js';
import { ChurnModelDto, ChurnModelsDto, TargetPageQuery, TargetQuery } from './churn-model.dto.js';
import { LiveChurnModels } from './live-churn-model.js';
import { ShadowVersions } from './shadow-versions.js';

/** Where the report has the metrics of a summary. */
const SUMMARY = {
  users: 'metrics.test.users',
  rocAuc: 'metrics.test.rocAuc',
  recencyRocAuc: 'baselines.recency.test.rocAuc',
  prAuc: 'metrics.test.prAuc',
  logLoss: 'metrics.test.logLoss',
  brier: 'metrics.test.brier',
} as const;

@Controller('churn/models')
export class ModelsController {
  constructor(
    private readonly live: LiveChurnModels,
    private readonly registry: ModelRegistry,
    private readonly shadows: ShadowVersions,
  ) {}

  @Get()
  @Compressed()
  @Answers(ChurnModelsDto, 'Versions of the churn model with their metrics, newest first', {
    answer: 'A page of versions; each report is at /churn/models/:version',
  })
  async listChurnModels(@Query() { target, ...query }: TargetPageQuery): Promise<ChurnModelsDto> {
    const { models, ...page } = await this.registry.list(this.live.of(target).kind, query, SUMMARY);
    return {
      ...page,
      models: models.map((model) => ({
        ...describeVersion(model),
        snapshotDate: model.snapshotDate,
        synthetic: model.synthetic,
        metrics: model.figures,
      })),
      shadow: this.live.of(target) === this.live.of() ? await this.shadows.describe() : null,
    };
  }

  @Get(':version')
  @Compressed()
  @Revalidated()
  @Answers(ChurnModelDto, 'One version of the churn model with its report')
  @Refuses({ 404: '`model_version_unknown`' })
  async getChurnModel(
    @Param() { version }: ModelVersionParams,
    @Query() { target }: TargetQuery,
  ): Promise<ChurnModelDto> {
    return describeModel(await this.registry.get(this.live.of(target).kind, version));
  }
}

function describeModel(version: ModelVersion): ChurnModelDto {
  const { snapshotDate, catalogueHash } = version;
  const report = version.report as unknown as ChurnReportDto;
  return { ...describeVersion(version), snapshotDate, catalogueHash, report };
}
