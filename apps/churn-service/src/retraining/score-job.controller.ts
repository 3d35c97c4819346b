import { DayField, JobAccepted, JobDto, JobsService, ProblemDto } from '#common';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiNotFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SCORE, ScoreJob } from './score-job.js';

export class ScoreBody {
  @DayField('Default: the newest complete day', { optional: true, example: '2017-05-12' })
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
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`snapshot_unknown`: the day, or the first of its feature window, is not loaded',
  })
  async scoreAllUsers(@Body() body: ScoreBody): Promise<JobDto> {
    if (body.snapshotDate !== undefined) await this.scoring.assertLoaded(body.snapshotDate);
    return await this.jobs.start(SCORE, body);
  }
}
