import { Compressed, ProblemDto, Revalidated } from '#common';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ArchiveDetailDto,
  ArchiveIdParams,
  ArchivePageDto,
  ArchivesQuery,
  ArchiveSummaryDto,
} from './archive.dto.js';
import { ArchivesService } from './archives.service.js';

@ApiTags('ingest')
@ApiBearerAuth('key')
@Controller('ingest/archives')
export class ArchivesController {
  constructor(private readonly archives: ArchivesService) {}

  @Get()
  @Compressed()
  @Revalidated()
  @ApiOperation({ summary: 'What became of every archive: its state, its counts, and why it was refused' })
  @ApiOkResponse({ type: ArchivePageDto, description: 'Archives by name' })
  listArchives(@Query() query: ArchivesQuery): Promise<ArchivePageDto> {
    return this.archives.page(query);
  }

  @Get('summary')
  @ApiOperation({ summary: 'All archives in sums, and when one was last loaded' })
  @ApiOkResponse({ type: ArchiveSummaryDto })
  getArchiveSummary(): Promise<ArchiveSummaryDto> {
    return this.archives.summary();
  }

  @Get(':id')
  @Revalidated()
  @ApiOperation({
    summary: 'One archive: each reason and rule with its meaning, its count and masked samples',
  })
  @ApiOkResponse({ type: ArchiveDetailDto })
  @ApiNotFoundResponse({ type: ProblemDto, description: 'There is no archive of that number' })
  getArchive(@Param() { id }: ArchiveIdParams): Promise<ArchiveDetailDto> {
    return this.archives.find(id);
  }
}
