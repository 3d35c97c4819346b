import { JobSchedules, SETTINGS } from '#common';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MOST_ATTEMPTS } from './retry-after-load.js';
import { ChurnSchedulesDto } from './schedule.dto.js';
import type { FailedScoringDto } from './schedule.dto.js';
import { ScoreAfterLoad } from './score-after-load.js';
import type { FailedScoring } from './score-after-load.js';
import type { ChurnSettings } from '../settings.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn/schedule')
export class ScheduleController {
  constructor(
    private readonly schedules: JobSchedules,
    private readonly afterLoad: ScoreAfterLoad,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'When scoring and retraining begin by themselves, and how the newest of each went',
  })
  @ApiOkResponse({ type: ChurnSchedulesDto })
  async getChurnSchedule(): Promise<ChurnSchedulesDto> {
    const [schedules, failed] = await Promise.all([this.schedules.list(), this.afterLoad.failure()]);
    return {
      schedules,
      scoreAfterLoad: this.settings.CHURN_SCORE_AFTER_LOAD,
      failedAfterLoad: failed === null ? null : describeFailure(failed),
    };
  }
}

function describeFailure({ job, attempt, next }: FailedScoring): FailedScoringDto {
  return {
    job,
    attempt,
    mostAttempts: MOST_ATTEMPTS,
    nextAt: next === null ? null : new Date(next.at).toISOString(),
  };
}
