import { Answers, Compressed, CursorQuery, JobAccepted, Refuses, Revalidated } from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AcceptedBody,
  ParameterSearchBody,
  ParameterSearchDto,
  ParameterSearchesDto,
  ParameterSearchParams,
  ParameterSearchSummaryDto,
} from './parameter-searches.dto.js';
import { describeSearch, ParameterSearchesService } from './parameter-searches.service.js';

@ApiTags('recommender models')
@Controller()
export class ParameterSearchesController {
  constructor(private readonly searches: ParameterSearchesService) {}

  @Post('admin/recommender/parameter-searches')
  @JobAccepted()
  @ApiOperation({
    summary: 'Search for better parameters',
    description:
      'Fits and evaluates on the days before those that versions are evaluated on: these are never read. The next retrain follows the ' +
      'best parameters unless `accept` is false or the present ones were as good.',
  })
  startParameterSearch(@Body() body: ParameterSearchBody): Promise<JobDto> {
    return this.searches.start(body);
  }

  @Get('recommend/parameter-searches')
  @Compressed()
  @Answers(ParameterSearchesDto, 'Searches for parameters, newest first', {
    answer: 'A page of searches; each report is at /recommend/parameter-searches/:id',
  })
  async listParameterSearches(@Query() query: CursorQuery): Promise<ParameterSearchesDto> {
    const { searches, ...page } = await this.searches.stored.page(query);
    return { ...page, parameterSearches: searches.map(describeSearch) };
  }

  @Get('recommend/parameter-searches/:id')
  @Compressed()
  @Revalidated()
  @Answers(ParameterSearchDto, 'One search for parameters with every attempt')
  @Refuses({ 404: '`parameter_search_unknown`' })
  async getParameterSearch(@Param() { id }: ParameterSearchParams): Promise<ParameterSearchDto> {
    const search = await this.searches.stored.get(id);
    return { ...describeSearch(search), report: search.report };
  }

  @Put('admin/recommender/parameter-searches/:id/accepted')
  @Answers(ParameterSearchSummaryDto, 'Let retrains follow a search, or not', {
    answer: 'The search as it stands now',
  })
  @Refuses({ 404: '`parameter_search_unknown`' })
  async acceptParameterSearch(
    @Param() { id }: ParameterSearchParams,
    @Body() { accepted }: AcceptedBody,
  ): Promise<ParameterSearchSummaryDto> {
    return describeSearch(await this.searches.stored.accept(id, accepted));
  }
}
