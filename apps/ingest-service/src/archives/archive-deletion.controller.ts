import { JobAccepted, JobDto, ProblemDto } from '#common';
import { Controller, Delete, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ArchiveDeletion } from './archive-deletion.js';
import { DeletionInputDto } from './archive.dto.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest/archives')
export class ArchiveDeletionController {
  constructor(private readonly deletion: ArchiveDeletion) {}

  @Delete(':name')
  @JobAccepted()
  @ApiOperation({
    summary: 'Delete one archive with its events',
    description:
      'A job takes its events out of their days, makes the rollup of these days anew and takes its share out of the ' +
      'songs, in one transaction, and forgets the archive. A duplicate of it is loaded by the next load that meets it, ' +
      'and so is the archive itself while its file is there.',
  })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`archive_unknown`: there is no archive of that name',
  })
  @ApiConflictResponse({
    type: ProblemDto,
    description: '`archive_posted`: it stands for posted events, which are dropped by their days',
  })
  deleteArchive(@Param() { name }: DeletionInputDto): Promise<JobDto> {
    return this.deletion.start(name);
  }
}
