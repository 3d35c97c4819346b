import { Compressed, JobAccepted, JobDto, JobsService, LimitQuery, SETTINGS } from '#common';
import { Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ChurnSettings } from '../settings.js';
import { describeOutcomes } from './describe-outcomes.js';
import { OutcomesDto } from './outcome.dto.js';
import { COMPARE, OutcomesService } from './outcomes.service.js';

@ApiBearerAuth('key')
@Controller()
export class OutcomesController {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly jobs: JobsService,
    private readonly outcomes: OutcomesService,
  ) {}

  @Get('churn/outcomes')
  @ApiTags('churn')
  @Compressed()
  @ApiOperation({
    summary: 'How good were past scores, now that it is known who left? How good will the newest be?',
    description:
      'Scores are compared once every day of their label window is complete. Trend and weeks are of scores out of time, one version a ' +
      'snapshot. `expected` needs no outcome: it follows from the probabilities, and holds only while they are calibrated.',
  })
  @ApiOkResponse({ type: OutcomesDto })
  async listChurnOutcomes(@Query() { limit }: LimitQuery): Promise<OutcomesDto> {
    const past = await this.outcomes.list(limit);
    return describeOutcomes(past, this.settings.CHURN_ALERT_CALIBRATION);
  }

  @Post('admin/churn/outcomes')
  @ApiTags('admin')
  @JobAccepted()
  @ApiOperation({
    summary: 'Compare past scores whose label window has closed with what happened',
    description:
      'Also the last step of every scoring and retraining; what has been compared already is left alone.',
  })
  compareOutcomes(): Promise<JobDto> {
    return this.jobs.start(COMPARE, {});
  }
}
