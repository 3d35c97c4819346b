import { LiveModel, ModelRegistry, ModelVersionParams, IntegerField, PageAnswer, ProblemDto } from '#common';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiTags } from '@nestjs/swagger';
import { CHURN_MODEL } from '../model/churn-artefact.js';
import type { ChurnModel } from '../model/churn-model.js';
import { AlertsService } from '../monitoring/alerts/alerts.service.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { comparisonPage } from './comparison-page.js';
import { reportPage } from './report/report-page.js';

class VersionPairParams extends ModelVersionParams {
  @IntegerField('The other version', { minimum: 1, maximum: 2 ** 31 - 1, example: 2 })
  other: number;
}

const UNKNOWN = { type: ProblemDto, description: '`model_version_unknown`' };

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn/models/:version')
export class ReportPagesController {
  constructor(
    private readonly registry: ModelRegistry,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly alerts: AlertsService,
  ) {}

  @Get('report')
  @PageAnswer(
    'The report of a version as a page with plots; that of the live one begins with its alerts',
    'report.html',
  )
  @ApiNotFoundResponse(UNKNOWN)
  async getChurnModelReport(@Param() { version }: ModelVersionParams): Promise<string> {
    const model = await this.registry.get(CHURN_MODEL, version);
    const isLive = this.live.current()?.version.version === version;
    return reportPage(model, isLive ? await this.alerts.look() : null);
  }

  @Get('beside/:other')
  @PageAnswer('Two versions side by side as a page with plots', 'versions.html')
  @ApiNotFoundResponse(UNKNOWN)
  async getChurnModelsBeside(@Param() { version, other }: VersionPairParams): Promise<string> {
    const [first, second] = await Promise.all([
      this.registry.get(CHURN_MODEL, version),
      this.registry.get(CHURN_MODEL, other),
    ]);
    return comparisonPage(first, second);
  }
}
