import { Answers, Compressed, JobAccepted, JobDto, JobsService, LimitQuery } from '#common';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { BacktestBody, BacktestsDto } from './backtest.dto.js';
import { BACKTEST, BacktestsService } from './backtests.service.js';

@Controller()
export class BacktestsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly backtests: BacktestsService,
  ) {}

  @Post('admin/churn/backtest')
  @JobAccepted()
  @ApiOperation({
    summary: 'What would retraining and scoring have been worth on past days?',
    description:
      'Rolling origin: on each day a model is trained as a retraining of that day would have been, and predicts what came. ' +
      'Answers 409 `backtest_needs_more_days` when the loaded days are too few for the windows.',
  })
  async startBacktest(@Body() body: BacktestBody): Promise<JobDto> {
    await this.backtests.plan(body);
    return await this.jobs.start(BACKTEST, body);
  }

  @Get('churn/backtests')
  @Compressed()
  @Answers(BacktestsDto, 'Backtests with measures by origin, and mean ROC AUC')
  async listBacktests(@Query() { limit }: LimitQuery): Promise<BacktestsDto> {
    const kept = await this.backtests.list(limit);
    return {
      backtests: kept.map(({ id, createdAt, parameters, report }) => ({
        id,
        createdAt: createdAt.toISOString(),
        parameters,
        ...report,
      })),
    };
  }
}
