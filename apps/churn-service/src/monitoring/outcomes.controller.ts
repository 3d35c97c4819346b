import { Compressed, JobAccepted, JobDto, JobsService, LimitQuery } from '#common';
import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { addDays } from '../dataset/calendar-day.js';
import { OutcomesDto } from './outcome.dto.js';
import { COMPARE, OutcomesService } from './outcomes.service.js';

@ApiBearerAuth('key')
@Controller()
export class OutcomesController {
  constructor(
    private readonly jobs: JobsService,
    private readonly outcomes: OutcomesService,
  ) {}

  @Get('churn/outcomes')
  @ApiTags('churn')
  @Compressed()
  @ApiOperation({ summary: 'How good were past scores, now that it is known who left?' })
  @ApiOkResponse({ type: OutcomesDto })
  async listChurnOutcomes(@Query() { limit }: LimitQuery): Promise<OutcomesDto> {
    const { synthetic, sets } = await this.outcomes.list(limit);
    return {
      synthetic,
      snapshots: sets.map((set) => ({
        snapshotDate: set.snapshotDate,
        modelVersion: set.version,
        trainedOnSnapshot: set.trainedOnSnapshot,
        outOfTime: set.outOfTime,
        closesOn: addDays(set.snapshotDate, set.labelDays),
        scoredUsers: set.userCount,
        scoredAt: set.scoredAt.toISOString(),
        comparedAt: set.outcomeAt?.toISOString() ?? null,
        outcome: set.outcome,
      })),
    };
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
