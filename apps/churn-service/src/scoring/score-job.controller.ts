import { IsCalendarDay, JobAccepted, JobDto, JobsService, ProblemDto } from '#common';
import { Body, Controller, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNotFoundResponse,
  ApiOperation,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { SCORE, ScoreJob } from './score-job.js';

export class ScoreBody {
  @ApiPropertyOptional({ description: 'Default: the newest complete day', example: '2017-05-12' })
  @IsOptional()
  @IsCalendarDay()
  snapshotDate?: string;
}

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn')
export class ScoreJobController {
  constructor(
    private readonly jobs: JobsService,
    private readonly scoring: ScoreJob,
  ) {}

  @Post('score')
  @JobAccepted()
  @ApiOperation({
    summary: 'Score everybody by the live version at a snapshot date; scores of other days stay',
  })
  @ApiBody({ type: ScoreBody, required: false })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`snapshot_unknown`: the day has not been loaded' })
  async score(@Body() body?: ScoreBody): Promise<JobDto> {
    const snapshotDate = body?.snapshotDate;
    if (snapshotDate === undefined) return await this.jobs.start(SCORE, {});
    await this.scoring.assertLoaded(snapshotDate);
    return await this.jobs.start(SCORE, { snapshotDate });
  }
}
