import {
  Idempotent,
  JobDto,
  JobsService,
  KEY_IN_USE,
  OUTCOME_UNKNOWN,
  LiveModel,
  ModelRegistry,
  ModelVersionParams,
  ObjectField,
  ProblemDto,
  PromotionBody,
} from '#common';
import type { ModelVersion } from '#common';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { ChurnModel } from '../model/churn-model.js';
import { SCORE } from './score-job.js';
import { CHURN_MODEL } from '../model/churn-artefact.js';
import { ChurnModelDto } from '../registry/churn-model.dto.js';
import { LIVE_CHURN_MODEL } from '../registry/live-churn-model.js';
import { describeModel } from '../registry/models.controller.js';

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
    private readonly registry: ModelRegistry,
    @Inject(LIVE_CHURN_MODEL) private readonly live: LiveModel<ChurnModel>,
    private readonly jobs: JobsService,
  ) {}

  @Post('models/:version/promote')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ summary: 'Make a version live in every running instance, without a restart' })
  @ApiBody({ type: PromotionBody, required: false })
  @ApiOkResponse({ type: PromotionDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`model_refused`: failed the gate; `model_undecided`: the gate could not decide, see `acceptUndecided`; `model_retired`: only its report is kept; `model_damaged`: its stored bytes ' +
      'are not those that were trained; `model_outdated`: it was made from other feature definitions than those of this ' +
      `program, or in a format that it does not read: retrain; ${KEY_IN_USE}`,
  })
  async promoteChurnModel(
    @Param() { version }: ModelVersionParams,
    @Body() { acceptUndecided }: PromotionBody,
  ): Promise<PromotionDto> {
    const { prepare } = this.live;
    return await this.scored(await this.registry.promote(CHURN_MODEL, version, prepare, { acceptUndecided }));
  }

  @Post('rollback')
  @HttpCode(200)
  @Idempotent({ doesOnce: true })
  @ApiOperation({
    summary: 'Make the version live again that was live before; once more brings this one back',
  })
  @ApiOkResponse({ type: PromotionDto })
  @ApiConflictResponse({
    type: ProblemDto,
    description: `\`no_earlier_version\`, \`model_damaged\`, \`model_outdated\`; ${KEY_IN_USE}; ${OUTCOME_UNKNOWN}`,
  })
  async rollBackChurnModel(): Promise<PromotionDto> {
    return await this.scored(await this.registry.rollback(CHURN_MODEL, this.live.prepare));
  }

  /** Answered once this instance serves the version. */
  private async scored(version: ModelVersion): Promise<PromotionDto> {
    await this.live.refresh();
    return { model: describeModel(version), job: await this.jobs.start(SCORE, {}) };
  }
}
