import {
  Answers,
  describeVersion,
  JobAccepted,
  JobDto,
  JobSchedules,
  JobsService,
  ModelVersionParams,
  PromotesVersion,
  PromotionBody,
  Refuses,
  RollbackBody,
  RollsBackVersion,
  SchedulesDto,
} from '#common';
import type { ModelVersion } from '#common';
import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { TargetQuery } from '../registry/churn-model.dto.js';
import { LiveChurnModels } from '../registry/live-churn-model.js';
import { ShadowBody, ShadowDto } from '../registry/shadow.dto.js';
import { ShadowVersions } from '../registry/shadow-versions.js';
import { PromotionDto, ScoreBody } from './retraining.dto.js';
import { RetrainingService } from './retraining.service.js';
import { SCORE, ScoreJob } from './score-job.js';

const FOLLOWS =
  'Answered once this instance serves it; other instances follow within a second, the ranked list with the job.';

/** What moves the service on by hand, and when it moves on by itself. */
@Controller('admin/churn')
export class RetrainingController {
  constructor(
    private readonly live: LiveChurnModels,
    private readonly jobs: JobsService,
    private readonly schedules: JobSchedules,
    private readonly retraining: RetrainingService,
    private readonly scoring: ScoreJob,
    private readonly shadows: ShadowVersions,
  ) {}

  @Post('retrain')
  @Refuses({
    409: '`job_running`',
  })
  @JobAccepted()
  @ApiOperation({
    summary:
      'Train a new churn model on the newest closed snapshot, promote it if it is better, score everybody',
    description:
      'The target `ended` needs the fact `ended` of type day, and some dozen endings in the label windows; the job says what is ' +
      'missing. The schedule trains that target too, once endings are told.',
  })
  retrainChurnModel(@Query() { target }: TargetQuery): Promise<JobDto> {
    return this.retraining.start(target);
  }

  @Post('models/:version/promote')
  @PromotesVersion(PromotionDto, FOLLOWS)
  async promoteChurnModel(
    @Param() { version }: ModelVersionParams,
    @Query() { target }: TargetQuery,
    @Body() body: PromotionBody,
  ): Promise<PromotionDto> {
    return await this.scored(await this.live.of(target).promote(version, body), target);
  }

  @Post('rollback')
  @RollsBackVersion(PromotionDto, FOLLOWS)
  async rollBackChurnModel(
    @Query() { target }: TargetQuery,
    @Body() body: RollbackBody,
  ): Promise<PromotionDto> {
    return await this.scored(await this.live.of(target).rollback(body), target);
  }

  @Put('shadow')
  @Answers(ShadowDto, 'Let outcomes compare a version with the live one: it serves nobody', {
    details:
      'Compared by the next job of scoring or outcomes, on the newest day whose label window has closed and that it had not learned from. Once it is promoted, it is the shadow no more.',
  })
  @Refuses({
    404: '`model_version_unknown`',
    409: '`model_no_shadow`: it is live, retired, has probably seen what it predicts, or predicts something else than the live one',
  })
  chooseChurnShadow(@Body() { version }: ShadowBody): Promise<ShadowDto> {
    return this.shadows.choose(version ?? null);
  }

  @Delete('shadow')
  @Answers(ShadowDto, 'Let outcomes compare no version with the live one')
  endChurnShadow(): Promise<ShadowDto> {
    return this.shadows.end();
  }

  @Post('score')
  @JobAccepted()
  @ApiOperation({
    summary: 'Score everybody by the live version at a snapshot date; scores of other days stay',
  })
  @Refuses({ 404: '`snapshot_unknown`: the day, or the first of its feature window, is not loaded' })
  async scoreAllUsers(@Body() body: ScoreBody): Promise<JobDto> {
    if (body.snapshotDate !== undefined) await this.scoring.assertLoaded(body.snapshotDate, body.target);
    return await this.jobs.start(SCORE, body);
  }

  @Get('schedule')
  @Answers(SchedulesDto, 'When scoring and retraining begin by themselves, and how the newest of each went')
  async getChurnSchedule(): Promise<SchedulesDto> {
    return { schedules: await this.schedules.list() };
  }

  private async scored(version: ModelVersion, target = this.live.bandTarget): Promise<PromotionDto> {
    return { model: describeVersion(version), job: await this.jobs.start(SCORE, { target }) };
  }
}
