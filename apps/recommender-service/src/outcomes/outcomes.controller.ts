import { Answers, ErasureModule, JobAccepted, ModelVersionParams, Refuses } from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ImpressionsBody, ImpressionsDto, OutcomesDto, OutcomesQuery } from './outcomes.dto.js';
import { OutcomesService } from './outcomes.service.js';
import { VersionEstimates } from './version-estimates.js';
import { AnswersModule } from '../answers/answers.module.js';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { ExperimentResults } from './experiment-results.js';

@ApiTags('attribution')
@Controller()
class OutcomesController {
  constructor(
    private readonly outcomes: OutcomesService,
    private readonly estimates: VersionEstimates,
  ) {}

  @Post('recommend/impressions')
  @HttpCode(200)
  @Answers(ImpressionsDto, 'Record which songs of an answer were shown', {
    details:
      'May be sent again: a song counts once an answer. Plays and downloads name the same id in POST /events.',
  })
  @Refuses({ 400: 'A member is malformed; `recommendation_id_invalid`.' })
  recordImpressions(@Body() body: ImpressionsBody): Promise<ImpressionsDto> {
    return this.outcomes.record(body);
  }

  @Get('recommend/outcomes')
  @Answers(
    OutcomesDto,
    'What came of the songs shown, by version and source, by scenario, by place, and by experiments',
    { details: 'Days are those on which the songs were shown; events may have followed later.' },
  )
  @Refuses({ 400: 'A day is malformed; `days_in_wrong_order`.' })
  getRecommendationOutcomes(@Query() query: OutcomesQuery): Promise<OutcomesDto> {
    return this.outcomes.outcomes(query);
  }

  @Post('admin/recommender/models/:version/estimate')
  @JobAccepted()
  @ApiOperation({
    summary: 'Estimate what another version would have had clicked, by lists that were shown',
    description:
      'By lists with places drawn at random (RECOMMENDER_EXPLORATION) that were reported with `firstPlace`, since the version read its events.',
  })
  @Refuses({ 404: '`model_version_unknown`', 409: '`job_running`' })
  estimateRecommenderVersion(@Param() { version }: ModelVersionParams): Promise<JobDto> {
    return this.estimates.start(version);
  }
}

@Module({
  imports: [AnswersModule, ErasureModule, RecommenderRegistryModule],
  controllers: [OutcomesController],
  providers: [OutcomesService, ExperimentResults, VersionEstimates],
})
export class OutcomesModule {}
