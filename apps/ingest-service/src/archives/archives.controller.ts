import { Answers, Compressed, JobAccepted, JobDto, Refuses, Revalidated } from '#common';
import { Controller, Delete, Get, Module, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { EventsModule } from '../events/events.module.js';
import { ExclusionsModule } from '../exclusions/exclusions.controller.js';
import { StorageModule } from '../storage/storage.module.js';
import {
  ArchiveDetailDto,
  ArchiveIdParams,
  ArchivePageDto,
  ArchivesQuery,
  ArchiveSummaryDto,
  ArchiveNameDto,
} from './archive.dto.js';
import { ArchiveDeletion } from './archive-deletion.js';
import { ArchivesService } from './archives.service.js';

@Controller()
class ArchivesController {
  constructor(
    private readonly archives: ArchivesService,
    private readonly deletion: ArchiveDeletion,
  ) {}

  @Get('ingest/archives')
  @Compressed()
  @Revalidated()
  @Answers(ArchivePageDto, 'What became of every archive: its state, its counts, and why it was refused', {
    answer: 'Archives by name',
  })
  listArchives(@Query() query: ArchivesQuery): Promise<ArchivePageDto> {
    return this.archives.page(query);
  }

  @Get('ingest/archives/summary')
  @Answers(ArchiveSummaryDto, 'All archives in sums, and when one was last loaded')
  getArchiveSummary(): Promise<ArchiveSummaryDto> {
    return this.archives.summary();
  }

  @Get('ingest/archives/:id')
  @Revalidated()
  @Answers(ArchiveDetailDto, 'One archive: each reason and rule with its meaning, its count and samples')
  @Refuses({ 404: 'There is no archive of that number' })
  getArchive(@Param() { id }: ArchiveIdParams): Promise<ArchiveDetailDto> {
    return this.archives.find(id);
  }

  @Delete('admin/ingest/archives/:name')
  @JobAccepted()
  @ApiOperation({
    summary: 'Delete one archive with its events',
    description:
      'A job takes its events out of their days, makes the rollup of these days anew and takes its share out of the ' +
      'songs, in one transaction, and forgets the archive. A duplicate of it is loaded by the next load that meets it, ' +
      'and so is the archive itself while its file is there.',
  })
  @Refuses({ 404: '`archive_unknown`: there is no archive of that name' })
  @Refuses({
    409: '`archive_posted`: it stands for posted events, which are dropped by their days; `archive_ambiguous`: several have that name',
  })
  deleteArchive(@Param() { name }: ArchiveNameDto): Promise<JobDto> {
    return this.deletion.start(name);
  }
}

/** What is known of every archive, and its end. */
@Module({
  imports: [EventsModule, ExclusionsModule, StorageModule],
  controllers: [ArchivesController],
  providers: [ArchiveDeletion, ArchivesService],
})
export class ArchivesModule {}
