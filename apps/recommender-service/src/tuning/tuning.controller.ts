import { JobAccepted, ProblemDto } from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptTuningDto, TuneRequestDto, TuningDto, TuningParams, TuningsDto } from './tuning.dto.js';
import { TuningService } from './tuning.service.js';

@ApiTags('recommender models')
@ApiBearerAuth('key')
@Controller()
export class TuningController {
  constructor(private readonly tuning: TuningService) {}

  @Post('admin/recommender/tune')
  @JobAccepted()
  @ApiOperation({
    summary: 'Search for better parameters',
    description:
      'Fits and judges on the days before those that versions are judged by: these are never read. The next retrain follows the ' +
      'best parameters unless `accept` is false or the present ones were as good.',
  })
  start(@Body() request: TuneRequestDto): Promise<JobDto> {
    return this.tuning.start(request);
  }

  @Get('recommend/tunings')
  @ApiOperation({ summary: 'All searches for parameters, newest first, with every trial' })
  @ApiOkResponse({ type: TuningsDto, description: 'Searches, newest first' })
  async list(): Promise<TuningsDto> {
    return { tunings: await this.tuning.list() };
  }

  @Put('admin/recommender/tunings/:id/accepted')
  @ApiOperation({ summary: 'Let retrains follow a search, or not' })
  @ApiOkResponse({ type: TuningDto, description: 'The search as it stands now' })
  @ApiNotFoundResponse({ type: ProblemDto, description: '`tuning_unknown`' })
  accept(@Param() { id }: TuningParams, @Body() { accepted }: AcceptTuningDto): Promise<TuningDto> {
    return this.tuning.accept(id, accepted);
  }
}
