import { COST, Costs, IntegerField, PageAnswer, ProblemDto, SETTINGS } from '#common';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { BacktestsService } from '../backtests/backtests.service.js';
import { AlertsService } from '../monitoring/alerts/alerts.service.js';
import { describeOutcomes } from '../monitoring/describe-outcomes.js';
import { DriftQuery } from '../monitoring/drift.dto.js';
import { DriftService } from '../monitoring/drift.service.js';
import { OutcomesService } from '../monitoring/outcomes.service.js';
import { CohortsQuery, LifecycleQuery } from '../population/population.dto.js';
import { PopulationService } from '../population/population.service.js';
import type { ChurnSettings } from '../settings.js';
import { alertsPage } from './alerts-page.js';
import { backtestsPage } from './backtests-page.js';
import { driftPage } from './drift-page.js';
import { outcomesPage } from './outcomes-page.js';
import { populationPage } from './population-page.js';

class BacktestPageQuery {
  @IntegerField('Number of the backtest; default is the newest', {
    minimum: 1,
    maximum: 2 ** 31 - 1,
    optional: true,
    example: 2,
  })
  id?: number;
}

const UNKNOWN_DAY = { type: ProblemDto, description: '`snapshot_unknown`: a day is not loaded' };
/** What one page shows. */
const SETS = 100;
const BACKTESTS = 50;

@ApiTags('churn')
@ApiBearerAuth('key')
@Controller('churn')
export class PagesController {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly alerts: AlertsService,
    private readonly outcomes: OutcomesService,
    private readonly drift: DriftService,
    private readonly backtests: BacktestsService,
    private readonly population: PopulationService,
  ) {}

  @Get('alerts/report')
  @PageAnswer('Every alert rule as a page', 'alerts.html')
  async getAlertsPage(): Promise<string> {
    return alertsPage(await this.alerts.look());
  }

  @Get('outcomes/report')
  @PageAnswer(
    'Outcomes of past scores as a page with plots: quality, trend, calibration by week',
    'outcomes.html',
  )
  async getOutcomesPage(): Promise<string> {
    return outcomesPage(
      describeOutcomes(await this.outcomes.list(SETS), this.settings.CHURN_ALERT_CALIBRATION),
    );
  }

  @Get('drift/report')
  @PageAnswer('Drift between two snapshots as a page with plots', 'drift.html')
  @ApiNotFoundResponse(UNKNOWN_DAY)
  @ApiServiceUnavailableResponse({ type: ProblemDto, description: '`churn_model_missing`' })
  async getDriftPage(@Query() query: DriftQuery): Promise<string> {
    return driftPage(await this.drift.between(query));
  }

  @Get('backtests/report')
  @PageAnswer('A backtest as a page with plots', 'backtest.html')
  @ApiNotFoundResponse({ type: ProblemDto, description: '`backtest_unknown`' })
  async getBacktestPage(@Query() { id }: BacktestPageQuery): Promise<string> {
    return backtestsPage(await this.backtests.overview(id, BACKTESTS));
  }

  @Get('lifecycle/report')
  @Costs(COST.batch)
  @PageAnswer('Lifecycle of users and retention of cohorts as a page with plots', 'lifecycle.html')
  @ApiNotFoundResponse(UNKNOWN_DAY)
  @ApiBadRequestResponse({
    type: ProblemDto,
    description: '`range_reversed`, `range_too_long`, `silence_too_short`',
  })
  async getLifecyclePage(@Query() query: LifecycleQuery): Promise<string> {
    const cohorts: CohortsQuery = { weeks: 12, ...(query.to === undefined ? {} : { to: query.to }) };
    return populationPage(await this.population.lifecycle(query), await this.population.cohorts(cohorts));
  }
}
