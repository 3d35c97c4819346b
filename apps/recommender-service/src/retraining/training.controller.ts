import { Answers, JobAccepted, JobSchedules, Refuses, SchedulesDto } from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RetrainBody } from './retrain.dto.js';
import { TrainingService } from './training.service.js';

@ApiTags('recommender models')
@Controller('admin/recommender')
export class TrainingController {
  constructor(
    private readonly training: TrainingService,
    private readonly schedules: JobSchedules,
  ) {}

  @Get('schedule')
  @Answers(SchedulesDto, 'When retraining begins by itself, and how the newest one went')
  async getRecommenderSchedule(): Promise<SchedulesDto> {
    return { schedules: await this.schedules.list() };
  }

  @Post('retrain')
  @Refuses({
    409: '`experiment_running`; `job_running`',
  })
  @JobAccepted()
  @ApiOperation({
    summary: 'Train a new version on everything that is loaded',
    description:
      'Evaluates it on the last days held out, fits it again on all days, stores it, and serves it at once when it is not worse by more ' +
      'than a margin than popularity, item neighbours and the live version. On new data it searches for parameters first. While an ' +
      'experiment runs only `promote: false` is accepted.',
  })
  retrainRecommender(@Body() body: RetrainBody): Promise<JobDto> {
    return this.training.start(body);
  }
}
