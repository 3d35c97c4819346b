import {
  Compressed,
  Revalidated,
  describeVersion,
  Idempotent,
  KEY_IN_USE,
  OUTCOME_UNKNOWN,
  ModelVersionParams,
  NumberedPageQuery,
  ProblemDto,
  PromotionBody,
} from '#common';
import type { ModelVersion } from '#common';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { reportOf } from '../evaluation/model-report.js';
import { modelDescription } from '../engines/model-name.js';
import { storedParameters } from '../engines/training-parameters.js';
import { reportPage } from './report-page.js';
import { RecommenderVersionDto, RecommenderVersionsDto } from './model-version.dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('recommender models')
@ApiBearerAuth('key')
@Controller()
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get('recommend/models')
  @Compressed()
  @ApiOperation({ summary: 'Versions of the recommender with their metrics, newest first' })
  @ApiOkResponse({
    type: RecommenderVersionsDto,
    description: 'A page of versions; each report is at /recommend/models/:version',
  })
  async listRecommenderModels(@Query() query: NumberedPageQuery): Promise<RecommenderVersionsDto> {
    const { models, ...page } = await this.models.list(query);
    return {
      ...page,
      models: models.map((model) => ({
        ...describeVersion(model),
        model: modelDescription(storedParameters(model)),
        parameters: storedParameters(model),
        synthetic: model.synthetic,
        metrics: model.figures,
      })),
    };
  }

  @Get('recommend/models/:version')
  @Compressed()
  @Revalidated()
  @ApiOperation({ summary: 'One model version with its report' })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async getRecommenderModel(@Param() { version }: ModelVersionParams): Promise<RecommenderVersionDto> {
    return describe(await this.models.get(version));
  }

  @Get('recommend/models/:version/report')
  @Compressed()
  @Revalidated()
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The report of a version as a page with plots' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page without scripts', schema: { type: 'string' } })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async getRecommenderModelReport(@Param() { version }: ModelVersionParams): Promise<string> {
    return reportPage(await this.models.get(version));
  }

  @Post('admin/recommender/models/:version/promote')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    summary: 'Make a version live in every running instance, without a restart',
    description:
      'Answered once this instance serves it; other instances follow within a second. Ends a running experiment.',
  })
  @ApiBody({ type: PromotionBody, required: false })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version that is live now' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`model_refused`: failed the gate; `model_undecided`: the gate could not decide, see `acceptUndecided`; `model_retired`: only its report is kept; `model_damaged`: its stored bytes cannot ' +
      `be read; \`model_outdated\`: they are of a layout that this program does not read: retrain; ${KEY_IN_USE}`,
  })
  async promoteRecommenderModel(
    @Param() { version }: ModelVersionParams,
    @Body() body: PromotionBody,
  ): Promise<RecommenderVersionDto> {
    return describe(await this.models.promote(version, body));
  }

  @Post('admin/recommender/rollback')
  @HttpCode(200)
  @Idempotent({ doesOnce: true })
  @ApiOperation({
    summary: 'Make the version live again that was live before; once more brings this one back',
    description: 'Ends a running experiment.',
  })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version that is live now' })
  @ApiConflictResponse({
    type: ProblemDto,
    description: `\`no_earlier_version\`, \`model_damaged\`, \`model_outdated\`; ${KEY_IN_USE}; ${OUTCOME_UNKNOWN}`,
  })
  async rollBackRecommenderModel(): Promise<RecommenderVersionDto> {
    return describe(await this.models.rollback());
  }
}

function describe(version: ModelVersion): RecommenderVersionDto {
  return {
    ...describeVersion(version),
    model: modelDescription(storedParameters(version)),
    parameters: storedParameters(version),
    report: reportOf(version),
  };
}
