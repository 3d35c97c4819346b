import { Answers, COST, Costs, JobAccepted, JobDto, Refuses, StreamsBody } from '#common';
import {
  applyDecorators,
  Body,
  Controller,
  HttpCode,
  Module,
  Param,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ArchiveNameDto } from '../archives/archive.dto.js';
import { LoadingModule } from '../loading/loading.module.js';
import { StoredMappingsModule } from '../stored-mappings/mappings.controller.js';
import {
  ArchiveContentsDto,
  KnownArchivesDto,
  UploadedArchiveDto,
  UploadedArchiveParams,
  UploadIdParams,
  UploadMappingQuery,
  UploadOptionsQuery,
  UploadQuery,
} from './upload-query.dto.js';
import { UploadService } from './upload.service.js';

/** Archives that are sent: one that is loaded at once, or many that are loaded by one job. */
@Controller('admin/ingest')
class UploadsController {
  constructor(private readonly uploads: UploadService) {}

  @Put('archives/:name')
  @JobAccepted()
  @ArchiveBody()
  @ApiOperation({
    summary: 'Upload one archive of any size, and load it',
    description:
      'The body is the archive, byte for byte, whatever Content-Type the request names. It is written to a temporary ' +
      'file, checked against the digest that is sent, and loaded by a job under the name in the path; the file is ' +
      'removed when it is loaded, or after a day. An upload that breaks off leaves nothing. Example: ' +
      '`curl -T 20170401_3_play.log.tar.gz -H "Authorization: Bearer <admin key>" ' +
      'http://localhost:3001/admin/ingest/archives/20170401_3_play.log.tar.gz`',
  })
  uploadArchive(
    @Param() { name }: ArchiveNameDto,
    @Query() options: UploadQuery,
    @Req() request: FastifyRequest,
  ): Promise<JobDto> {
    return this.uploads.upload(name, request.body, request.headers, options);
  }

  @Post('known-archives')
  @Costs(COST.batch)
  @HttpCode(200)
  @Answers(KnownArchivesDto, 'Which archives need not be sent', {
    details:
      'Of these names and contents a load would change nothing: they are loaded, or their days were dropped.',
  })
  async findKnownArchives(@Body() contents: ArchiveContentsDto): Promise<KnownArchivesDto> {
    return { known: await this.uploads.known(contents) };
  }

  @Put('uploads/:upload/:name')
  @ArchiveBody()
  @Answers(UploadedArchiveDto, 'Add one archive to an upload', {
    details:
      'As an upload of one archive, but it waits for the others: `POST /admin/ingest/uploads/{upload}` loads all of ' +
      'them by one job. Sent again under its name it replaces what was sent before. What no job has loaded is removed ' +
      'after a day.',
  })
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
  @Refuses({ 404: '`upload_unknown`: nothing was sent, or it was loaded' })
  loadUpload(@Param() { upload }: UploadIdParams, @Query() options: UploadOptionsQuery): Promise<JobDto> {
    return this.uploads.load(upload, options);
  }
}

/** Archives sent over HTTP. */
@Module({
  imports: [LoadingModule, StoredMappingsModule],
  controllers: [UploadsController],
  providers: [UploadService],
})
export class UploadsModule {}

/** For a handler whose body is an archive, with the digest that it is checked against. */
function ArchiveBody(): MethodDecorator {
  return applyDecorators(
    StreamsBody(),
    ApiHeader({
      name: 'X-Checksum-Sha256',
      required: false,
      description: 'SHA-256 of the body in hexadecimal, which it must have',
      example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    }),
    ApiConsumes('application/octet-stream'),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
    Refuses({
      400: 'A name that no archive has (its reason is the code), `path_without_machine`, `empty`, `digest_malformed` or `digest_mismatch`',
    }),
    Refuses({
      503: '`uploads_unwritable`: the folder for uploads is missing or may not be written; `disk_full`. Or as everywhere',
    }),
  );
}
