import { CallerGone, COST, Costs, Refuses } from '#common';
import { Controller, Get, Module, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces } from '@nestjs/swagger';
import { AnyDaysQuery } from '../day-ranges/day-range.dto.js';
import { ExportsService } from './exports.service.js';

@Controller('admin/exports')
class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get(':name')
  @Costs(COST.export)
  @ApiOperation({
    summary: 'Events as CSV, under the column names of the original files',
    description:
      'Streamed in constant memory, whatever the size, and in no order. What is exported can be loaded again and gives ' +
      'the same events, but for the time of day of mapped and posted plays, which it leaves out; where ids are texts, by ' +
      'a mapping. The table of features is served by the churn service, at the same path.',
  })
  @ApiParam({
    name: 'name',
    description: 'Which events',
    enum: ['play_ds.csv', 'down_ds.csv', 'search_ds.csv', 'feedback_ds.csv'],
    example: 'play_ds.csv',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' }, description: 'CSV (RFC 4180) with header' })
  @Refuses({ 400: 'A day that is none, or `range_reversed`: the first behind the last' })
  @Refuses({ 404: '`export_unknown`: there is no export of that name' })
  async exportEvents(
    @Param('name') name: string,
    @Query() query: AnyDaysQuery,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.stream(name, query, gone), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${name}"`,
    });
  }
}

/** The loaded events as CSVs. */
@Module({ controllers: [ExportsController], providers: [ExportsService] })
export class ExportsModule {}
