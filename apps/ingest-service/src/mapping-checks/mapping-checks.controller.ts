import { Answers, COST, Costs, Refuses } from '#common';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { HeadChecks } from './head-checks.js';
import { FileHeadBody, MappingCheckBody, MappingCheckDto, MappingDraftDto } from './mapping-checks.dto.js';

/** Before a mapping is stored: a first draft of it, and what a file would become. Nothing is stored. */
@Controller('ingest/mappings')
class MappingChecksController {
  constructor(private readonly checks: HeadChecks) {}

  @Post('draft')
  @Costs(COST.batch)
  @HttpCode(200)
  @Answers(MappingDraftDto, 'Draft a mapping by the first bytes of a file', {
    details:
      'Names and values of the columns decide. The draft is a beginning, and its comments say what it makes of the bytes: ' +
      'mend it, and send it to `POST /ingest/mappings/check` with the same bytes.',
  })
  @Refuses({
    400: '`file_unrecognised`: it is neither JSON, CSV nor a whole Parquet file; `utf_16`; `content_damaged`',
  })
  draftMapping(@Body() body: FileHeadBody): Promise<MappingDraftDto> {
    return this.checks.draft(body);
  }

  @Post('check')
  @Costs(COST.batch)
  @HttpCode(200)
  @Answers(MappingCheckDto, 'Check what the first bytes of a file would become by a mapping', {
    details:
      'Reads them as a load into this database would, without erased users, days that retention dropped and plays that it ' +
      'has already, and stores nothing.',
  })
  @Refuses({ 400: '`mapping_invalid`: each problem with its line and column' })
  checkMapping(@Body() body: MappingCheckBody): Promise<MappingCheckDto> {
    return this.checks.check(body);
  }
}

@Module({ imports: [StorageModule], controllers: [MappingChecksController], providers: [HeadChecks] })
export class MappingChecksModule {}
