import { Answers, Refuses } from '#common';
import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExperimentBody, ExperimentDto, ExperimentsDto } from './experiment.dto.js';
import { ExperimentsService } from './experiments.service.js';

@ApiTags('attribution')
@Controller()
export class ExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post('admin/recommender/experiments')
  @ApiOperation({
    summary: 'Try versions next to the live one',
    description:
      'Users are assigned by a hash of experiment and user: stable, and without a table. Until an instance has loaded the challengers, ' +
      'a few seconds, the live version answers everybody. While it runs retrains are refused, unless it is with a scenario; a promotion or rollback of what it compares ends it.',
  })
  @ApiCreatedResponse({ type: ExperimentDto })
  @Refuses({
    400: 'A member is malformed; `experiment_shares_invalid`.',
    404: '`model_version_unknown`; `scenario_unknown`, `scenario_version_unknown`',
    409: '`challenger_not_ready`, `experiment_running`',
  })
  startExperiment(@Body() body: ExperimentBody): Promise<ExperimentDto> {
    return this.experiments.start(body);
  }

  @Get('admin/recommender/experiments')
  @Answers(ExperimentsDto, 'All experiments, newest first; one that runs has no end yet')
  listExperiments(): Promise<ExperimentsDto> {
    return this.experiments.list();
  }

  @Delete('admin/recommender/experiments/running')
  @Answers(ExperimentDto, 'End the running experiment: the live version answers everybody')
  @Refuses({ 404: '`no_experiment`' })
  endExperiment(): Promise<ExperimentDto> {
    return this.experiments.end();
  }
}
