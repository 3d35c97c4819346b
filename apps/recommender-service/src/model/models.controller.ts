import { ProblemDto } from '#common';
import type { ModelVersion } from '#common';
import { Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { reportPage } from '../evaluation/report-page.js';
import {
  RecommenderVersionDto,
  RecommenderVersionParams,
  RecommenderVersionsDto,
} from './model-version.dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('recommender models')
@ApiBearerAuth('key')
@Controller()
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get('recommend/models')
  @ApiOperation({ summary: 'All model versions, newest first, with their reports' })
  @ApiOkResponse({ type: RecommenderVersionsDto, description: 'Versions, newest first' })
  async list(): Promise<RecommenderVersionsDto> {
    return { models: (await this.models.list()).map(describe) };
  }

  @Get('recommend/models/:version')
  @ApiOperation({ summary: 'One model version with its report' })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async get(@Param() { version }: RecommenderVersionParams): Promise<RecommenderVersionDto> {
    return describe(await this.models.get(version));
  }

  @Get('recommend/models/:version/report')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The report of a version as a page with plots' })
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page without scripts', schema: { type: 'string' } })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  async report(@Param() { version }: RecommenderVersionParams): Promise<string> {
    return reportPage(await this.models.get(version));
  }

  @Post('admin/recommender/models/:version/promote')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make a version live in every running instance, without a restart',
    description: 'Answered once this instance serves it; other instances follow within a second.',
  })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version that is live now' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  @ApiConflictResponse({
    type: ProblemDto,
    description:
      '`model_refused`: did not pass the gate; `model_retired`: only its report is kept; `model_damaged`: its stored bytes cannot ' +
      'be read; `model_outdated`: they are of a layout that this program does not read: retrain',
  })
  async promote(@Param() { version }: RecommenderVersionParams): Promise<RecommenderVersionDto> {
    return describe(await this.models.promote(version));
  }

  @Post('admin/recommender/rollback')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Make the version live again that was live before; once more brings this one back',
  })
  @ApiOkResponse({ type: RecommenderVersionDto, description: 'The version that is live now' })
  @ApiConflictResponse({
    type: ProblemDto,
    description: '`no_earlier_version`, `model_damaged`, `model_outdated`',
  })
  async rollback(): Promise<RecommenderVersionDto> {
    return describe(await this.models.rollback());
  }
}

/** A version without what only the registry needs. */
function describe(version: ModelVersion): RecommenderVersionDto {
  return {
    version: version.version,
    state: version.state,
    createdAt: version.createdAt,
    dataFrom: version.dataFrom,
    dataTo: version.dataTo,
    seed: version.seed,
    parameters: version.parameters,
    report: version.report,
    gate: version.gate,
    codeVersion: version.codeVersion,
  };
}
