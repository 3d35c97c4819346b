import { COST, Costs, JobAccepted, JobDto, ProblemDto } from '#common';
import { Body, Controller, HttpCode, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ArchiveBody } from './archive-body.js';
import {
  ArchiveContentsDto,
  KnownArchivesDto,
  UploadedArchiveDto,
  UploadedArchiveParams,
  UploadIdParams,
  UploadMappingQuery,
  UploadParams,
  UploadQuery,
} from './upload-query.dto.js';
import { UploadService } from './upload.service.js';

/** Archives that are sent: one that is loaded at once, or many that are loaded by one job. */
@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest')
export class UploadsController {
  constructor(private readonly uploads: UploadService) {}

  @Put('archives/:name')
  @JobAccepted()
  @ArchiveBody()
  @ApiOperation({
    summary: 'Upload one archive of any size, and load it',
    description:
      'The body is the archive, byte for byte, whatever Content-Type the request names. It is written to a temporary ' +
      'file, checked against the digests that are sent, and loaded by a job under the name in the path; the file is ' +
      'removed when the job has ended. An upload that breaks off leaves nothing. Example: ' +
      '`curl -T 20170401_3_play.log.tar.gz -H "Authorization: Bearer <admin key>" ' +
      'http://localhost:3001/admin/ingest/archives/20170401_3_play.log.tar.gz`',
  })
  uploadArchive(
    @Param() { name }: UploadParams,
    @Query() options: UploadQuery,
    @Req() request: FastifyRequest,
  ): Promise<JobDto> {
    return this.uploads.upload(name, request.body, request.headers, options);
  }

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
  @ArchiveBody()
  @ApiOperation({
    summary: 'Add one archive to an upload',
    description:
      'As an upload of one archive, but it waits for the others: `POST /admin/ingest/uploads/{upload}` loads all of ' +
      'them by one job. Sent again under its name it replaces what was sent before. What no job has loaded is removed ' +
      'after a day.',
  })
  @ApiOkResponse({ type: UploadedArchiveDto })
  addUploadedArchive(
    @Param() { upload, name }: UploadedArchiveParams,
    @Query() { mapping }: UploadMappingQuery,
    @Req() request: FastifyRequest,
  ): Promise<UploadedArchiveDto> {
    return this.uploads.add(upload, name, request.body, request.headers, mapping);
  }

  @Post('uploads/:upload')
  @JobAccepted()
  @ApiOperation({ summary: 'Load all archives of an upload by one job' })
  @ApiNotFoundResponse({
    type: ProblemDto,
    description: '`upload_unknown`: nothing was sent, or it was loaded',
  })
  loadUpload(@Param() { upload }: UploadIdParams, @Query() options: UploadMappingQuery): Promise<JobDto> {
    return this.uploads.load(upload, options);
  }
}
