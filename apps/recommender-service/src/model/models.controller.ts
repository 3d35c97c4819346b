import { ProblemDto } from '#common';
import type { ModelVersion } from '#common';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
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
