import { CallerGone, COST, Costs, Field, Refuses } from '#common';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { FeaturesExport } from './features-export.service.js';

class FeaturesExportQuery {
  @Field.day(
    'Last day that the features see. Default: the newest one whose label is known. Any loaded day may be asked for',
    { optional: true, example: '2017-04-28' },
  )
  snapshotDate?: string;
}

@Controller('admin/exports')
export class FeaturesExportController {
  constructor(private readonly features: FeaturesExport) {}

  @Get('df_model_final.csv')
  @Costs(COST.export)
  @ApiOperation({
    summary: 'The table that churn models learn from, as CSV',
    description:
      'A line a user of the population: `uid`, every feature of the catalogue under its name (empty: never), `label` ' +
      '(1 churned, 0 not, empty while a day of its window is not complete), `snapshot_date` and `weight`. Streamed, users ' +
      'ascending. With labels, users whom a campaign contacted then are left out, and its hold-outs weigh more than 1.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' }, description: 'CSV (RFC 4180) with header' })
  @Refuses({
    404: '`nothing_loaded`: no day has been loaded',
    409: '`snapshot_not_loaded`: the day, or the first of its feature window, is not loaded',
  })
  async exportFeatures(
    @Query() { snapshotDate }: FeaturesExportQuery,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.features.stream(snapshotDate ?? null, gone), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="df_model_final.csv"',
    });
  }
}
