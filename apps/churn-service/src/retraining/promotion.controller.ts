import {
  JobDto,
  JobsService,
  LiveModel,
  ModelVersionParams,
  ObjectField,
  PromotesVersion,
  PromotionBody,
  RollsBackVersion,
} from '#common';
import type { ModelVersion } from '#common';
import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { ChurnModel } from '../model/churn-model.js';
import { SCORE } from './score-job.js';
import { ChurnModelDto } from '../registry/churn-model.dto.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { describeModel } from '../registry/models.controller.js';

const FOLLOWS =
  'Answered once this instance serves it; other instances follow within a second, the ranked list with the job.';

export class PromotionDto {
  @ObjectField(() => ChurnModelDto, 'The version that is live now')
  model: ChurnModelDto;

  @ObjectField(
    () => JobDto,
    'Scores everybody by it; single users are answered by it at once, the ranked list afterwards',
  )
  job: JobDto;
}

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/churn')
export class PromotionController {
  constructor(
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly jobs: JobsService,
  ) {}

  @Post('models/:version/promote')
  @PromotesVersion(PromotionDto, FOLLOWS)
  async promoteChurnModel(
    @Param() { version }: ModelVersionParams,
    @Body() body: PromotionBody,
  ): Promise<PromotionDto> {
    return await this.scored(await this.live.promote(version, body));
  }

  @Post('rollback')
  @RollsBackVersion(PromotionDto, FOLLOWS)
  async rollBackChurnModel(): Promise<PromotionDto> {
    return await this.scored(await this.live.rollback());
  }

  private async scored(version: ModelVersion): Promise<PromotionDto> {
    return { model: describeModel(version), job: await this.jobs.start(SCORE, {}) };
  }
}
