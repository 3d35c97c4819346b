import { JobAccepted } from '#common';
import type { JobDto, ModelVersion } from '#common';
import { Controller, Get, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RecommenderVersionsDto } from './model-version.dto.js';
import { TrainingService } from './training.service.js';

@ApiTags('recommender models')
@ApiBearerAuth('key')
@Controller()
export class TrainingController {
  constructor(private readonly training: TrainingService) {}

  @Post('admin/recommender/retrain')
  @JobAccepted()
  @ApiOperation({
    summary: 'Train a new version on everything that is loaded',
    description:
      'Judges it by the last days held out, fits it again on all days, stores it, and serves it at once when it beats popularity.',
  })
  retrain(): Promise<JobDto> {
    return this.training.start();
  }

  @Get('recommend/models')
  @ApiOperation({ summary: 'All model versions, newest first, with their reports' })
  @ApiOkResponse({ type: RecommenderVersionsDto, description: 'Versions, newest first' })
  async models(): Promise<RecommenderVersionsDto> {
    return { models: (await this.training.versions()).map(toDto) };
  }
}

function toDto(version: ModelVersion): RecommenderVersionsDto['models'][number] {
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
