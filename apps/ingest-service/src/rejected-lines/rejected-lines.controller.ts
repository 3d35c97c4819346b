import { Answers, CallerGone, Compressed, COST, Costs, JobAccepted, JobDto, Refuses } from '#common';
import { Controller, Get, Module, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import { ArchiveNameDto } from '../archives/archive.dto.js';
import { EventsModule } from '../events/events.module.js';
import { LoadingModule } from '../loading/loading.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoredMappingsModule } from '../stored-mappings/mappings.controller.js';
import { LineReplay } from './line-replay.js';
import { RejectedLinesDto, RejectedLinesFilter, RejectedLinesQuery } from './rejected-lines.dto.js';
import { RejectedLinesService } from './rejected-lines.service.js';

const NAME = 'rejected-lines.ndjson';

@Controller()
class RejectedLinesController {
  constructor(
    private readonly lines: RejectedLinesService,
    private readonly replay: LineReplay,
  ) {}

  @Get('ingest/rejected-lines')
  @Compressed()
  @Answers(RejectedLinesDto, 'Lines of archives that are no events, as they are stored', {
    details:
      'They are stored for REJECTED_LINES_KEEP_DAYS days, at most REJECTED_LINES_MOST of an archive; `rejected` of the ' +
      'archive counts all of them. Lines without content, records that `when` of a mapping leaves out, lines that may ' +
      'name an erased user and lines of refused archives are not stored.',
  })
  @Refuses({ 400: 'A member is malformed; `cursor_invalid`' })
  listRejectedLines(@Query() query: RejectedLinesQuery): Promise<RejectedLinesDto> {
    return this.lines.page(query);
  }

  @Get('admin/ingest/rejected-lines/export.ndjson')
  @Costs(COST.export)
  @ApiOperation({ summary: 'All of these lines, a line of JSON each' })
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'Lines of JSON (NDJSON), with the members of `GET /ingest/rejected-lines`',
  })
  async exportRejectedLines(
    @Query() filter: RejectedLinesFilter,
    @CallerGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.lines.stream(filter, gone), {
      type: 'application/x-ndjson',
      disposition: `attachment; filename="${NAME}"`,
    });
  }

  @Post('admin/ingest/archives/:name/replay')
  @JobAccepted()
  @ApiOperation({
    summary: 'Read the rejected lines of an archive again',
    description:
      'By the rules of today, and by the present version of its mapping. Lines that are events now are added to those ' +
      'of the archive, and its counts follow, in one transaction; a second replay adds nothing. Each line is read by ' +
      'itself. A record that is of another kind now stays rejected: load its file again.',
  })
  @Refuses({
    404: '`archive_unknown`: there is no archive of that name; `mapping_unknown`: nor its mapping any more',
  })
  replayArchive(@Param() { name }: ArchiveNameDto): Promise<JobDto> {
    return this.replay.start(name);
  }
}

/** What is no event: listed, and read again. */
@Module({
  imports: [EventsModule, LoadingModule, StorageModule, StoredMappingsModule],
  controllers: [RejectedLinesController],
  providers: [LineReplay, RejectedLinesService],
})
export class RejectedLinesModule {}
