import {
  AcceptedBody,
  Compressed,
  JobAccepted,
  CursorQuery,
  ParameterSearchParams,
  Refuses,
  Revalidated,
  SearchLimitsBody,
} from '#common';
import type { JobDto } from '#common';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import {
  describeSearch,
  ParameterSearchDto,
  ParameterSearchesDto,
  ParameterSearchSummaryDto,
} from './parameter-searches.dto.js';
import { ParameterSearchesService } from './parameter-searches.service.js';

@Controller()
export class ParameterSearchesController {
  constructor(private readonly searches: ParameterSearchesService) {}

  @Post('admin/churn/parameter-searches')
  @JobAccepted()
  @ApiOperation({
    summary: 'Search for better parameters of the models',
    description:
      'Fits on training users and evaluates on validation users of the snapshots before the days that versions are evaluated on; these days, ' +
      'and test users, are never read. The next retrain follows what was found unless `accept` is false or chance could explain it.',
  })
  startChurnParameterSearch(@Body() body: SearchLimitsBody): Promise<JobDto> {
    return this.searches.start(body);
  }

  @Get('churn/parameter-searches')
  @Compressed()
  @ApiOperation({ summary: 'Searches for parameters, newest first' })
  @ApiOkResponse({
    type: ParameterSearchesDto,
    description: 'A page of searches; every attempt is at /churn/parameter-searches/:id',
  })
  async listChurnParameterSearches(@Query() query: CursorQuery): Promise<ParameterSearchesDto> {
    const { searches, ...page } = await this.searches.stored.page(query);
    return { ...page, parameterSearches: searches.map(describeSearch) };
  }

  @Get('churn/parameter-searches/:id')
  @Compressed()
  @Revalidated()
  @ApiOperation({ summary: 'One search for parameters with every attempt' })
  @ApiOkResponse({ type: ParameterSearchDto })
  @Refuses({ 404: '`parameter_search_unknown`' })
  async getChurnParameterSearch(@Param() { id }: ParameterSearchParams): Promise<ParameterSearchDto> {
    const search = await this.searches.stored.get(id);
    return { ...describeSearch(search), attempts: search.report.attempts };
  }

  @Put('admin/churn/parameter-searches/:id/accepted')
  @ApiOperation({ summary: 'Let retrains follow a search, or not' })
  @ApiOkResponse({ type: ParameterSearchSummaryDto, description: 'The search as it stands now' })
  @Refuses({ 404: '`parameter_search_unknown`' })
  async acceptChurnParameterSearch(
    @Param() { id }: ParameterSearchParams,
    @Body() { accepted }: AcceptedBody,
  ): Promise<ParameterSearchSummaryDto> {
    return describeSearch(await this.searches.stored.accept(id, accepted));
  }
}
