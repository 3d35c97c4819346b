import { ProblemDto } from '#common';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ArchivePageDto } from './archive.dto.js';
import { ArchivesQueryDto } from './archives-query.dto.js';
import { ArchivesService } from './archives.service.js';

@ApiTags('ingest')
@ApiBearerAuth('key')
@Controller('ingest/archives')
export class ArchivesController {
  constructor(private readonly archives: ArchivesService) {}

  @Get()
  @ApiOperation({ summary: 'What became of every archive: its state, its counts, and why it was refused' })
  @ApiOkResponse({ type: ArchivePageDto, description: 'Archives by name' })
  @ApiBadRequestResponse({ type: ProblemDto, description: 'A state, limit or cursor that is none' })
  page(@Query() { state, limit, cursor }: ArchivesQueryDto): Promise<ArchivePageDto> {
    return this.archives.page(state ?? null, limit, cursor ?? null);
  }
}
