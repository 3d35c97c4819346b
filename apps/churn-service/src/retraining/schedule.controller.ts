import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MOST_ATTEMPTS } from './retry-after-load.js';
import { SchedulesDto } from './schedule.dto.js';
import type { FailedScoringDto } from './schedule.dto.js';
import { ScheduleService } from './schedule.service.js';
import { ScoreAfterLoad } from './score-after-load.js';
import type { FailedScoring } from './score-after-load.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn/schedule')
export class ScheduleController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly afterLoad: ScoreAfterLoad,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'When scoring and retraining begin by themselves, and how the newest of each went',
  })
  @ApiOkResponse({ type: SchedulesDto })
  async getChurnSchedule(): Promise<SchedulesDto> {
    const [schedules, failed] = await Promise.all([this.schedules.list(), this.afterLoad.failure()]);
    return {
      schedules: schedules.map((schedule) => ({
        ...schedule,
        nextAt: schedule.nextAt?.toISOString() ?? null,
      })),
      scoreAfterLoad: this.schedules.scoreAfterLoad,
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
