import { ProblemDto } from '#common';
import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ImpressionsBody, ImpressionsDto, OutcomesDto, OutcomesQuery } from './outcomes.dto.js';
import { ExperimentBody, ExperimentDto, ExperimentsDto } from '../versions/experiment.dto.js';
import { ExperimentsService } from '../versions/experiments.service.js';
import { OutcomesService } from './outcomes.service.js';

@ApiTags('attribution')
@ApiBearerAuth('key')
@Controller()
export class AttributionController {
  constructor(
    private readonly outcomes: OutcomesService,
    private readonly experiments: ExperimentsService,
  ) {}

  @Post('recommend/impressions')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Record which songs of an answer were shown',
    description:
      'May be sent again: a song counts once an answer. Plays and downloads name the same id in POST /events.',
  })
  @ApiOkResponse({ type: ImpressionsDto })
  @ApiBadRequestResponse({
    type: ProblemDto,
    description: 'A member is malformed; `recommendation_id_invalid`.',
  })
  recordImpressions(@Body() body: ImpressionsBody): Promise<ImpressionsDto> {
    return this.outcomes.record(body);
  }

  @Get('recommend/outcomes')
  @ApiOperation({
    summary: 'What came of the songs shown, by version and source, and by the variants of experiments',
    description: 'Days are those on which the songs were shown; events may have followed later.',
  })
  @ApiOkResponse({ type: OutcomesDto })
  @ApiBadRequestResponse({
    type: ProblemDto,
    description: 'A day is malformed; `days_in_wrong_order`.',
  })
  getRecommendationOutcomes(@Query() query: OutcomesQuery): Promise<OutcomesDto> {
    return this.outcomes.outcomes(query);
  }

  @Post('admin/recommender/experiments')
  @ApiOperation({
    summary: 'Try a version beside the live one',
    description:
      'Users are assigned by a hash of experiment and user: stable, and without a table. Until an instance has loaded the challenger, ' +
      'a few seconds, the live version answers everybody.',
  })
  @ApiCreatedResponse({ type: ExperimentDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`model_version_unknown`' })
  @ApiConflictResponse({ type: ProblemDto, description: '`challenger_not_ready`, `experiment_running`' })
  startExperiment(@Body() body: ExperimentBody): Promise<ExperimentDto> {
    return this.experiments.start(body);
  }

  @Get('admin/recommender/experiments')
  @ApiOperation({ summary: 'All experiments, newest first; one that runs has no end yet' })
  @ApiOkResponse({ type: ExperimentsDto })
  listExperiments(): Promise<ExperimentsDto> {
    return this.experiments.list();
  }

  @Delete('admin/recommender/experiments/running')
  @ApiOperation({ summary: 'End the running experiment: the live version answers everybody' })
  @ApiOkResponse({ type: ExperimentDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`no_experiment`' })
  endExperiment(): Promise<ExperimentDto> {
    return this.experiments.end();
  }
}
