import { COST, Costs, JobAccepted, JobDto, ProblemDto, StreamsBody } from '#common';
import { Body, Controller, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  ArchiveContentsDto,
  KnownArchivesDto,
  UploadedArchiveDto,
  UploadedArchiveParams,
  UploadIdParams,
} from './upload-query.dto.js';
import { UploadService } from './upload.service.js';

/** Many archives that are loaded by one job. */
@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest')
export class UploadBatchesController {
  constructor(private readonly uploads: UploadService) {}

  @Post('known-archives')
  @Costs(COST.batch)
  @HttpCode(200)
  @ApiOperation({
    summary: 'Which archives need not be sent',
    description:
      'Of these names and contents a load would change nothing: they are loaded, or their days were dropped.',
  })
  @ApiOkResponse({ type: KnownArchivesDto })
  async findKnownArchives(@Body() contents: ArchiveContentsDto): Promise<KnownArchivesDto> {
    return { known: await this.uploads.known(contents) };
  }

  @Put('uploads/:upload/:name')
  @StreamsBody()
  @ApiOperation({
    summary: 'Add one archive to an upload',
    description:
      'As an upload of one archive, but it waits for the others: `POST /admin/ingest/uploads/{upload}` loads all of them by one ' +
      'job. Sent again under its name it replaces what was sent before. What no job has loaded is removed after a day.',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: UploadedArchiveDto })
  @ApiBadRequestResponse({
    type: ProblemDto,
    description:
      'A name that no archive has (its reason is the code), `empty`, `digest_malformed` or `digest_mismatch`',
  })
  @ApiServiceUnavailableResponse({
    type: ProblemDto,
    description: '`uploads_unwritable`, `disk_full`. Or as everywhere',
  })
  addUploadedArchive(
    @Param() { upload, name }: UploadedArchiveParams,
    @Req() request: FastifyRequest,
  ): Promise<UploadedArchiveDto> {
    return this.uploads.add(upload, name, request.body, request.headers);
  }

  @Post('uploads/:upload')
  @JobAccepted()
  @ApiOperation({ summary: 'Load all archives of an upload by one job' })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`upload_unknown`: nothing was sent, or it was loaded',
  })
  loadUpload(@Param() { upload }: UploadIdParams): Promise<JobDto> {
    return this.uploads.load(upload);
  }
}
