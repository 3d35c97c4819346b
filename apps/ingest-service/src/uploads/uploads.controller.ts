import { JobAccepted, JobDto, ProblemDto, StreamsBody } from '#common';
import { Controller, Param, Put, Query, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UploadParams, UploadQuery } from './upload-query.dto.js';
import { UploadService } from './upload.service.js';

@ApiTags('admin')
@ApiBearerAuth('key')
@Controller('admin/ingest/archives')
export class UploadsController {
  constructor(private readonly uploads: UploadService) {}

  @Put(':name')
  @JobAccepted()
  @StreamsBody()
  @ApiOperation({
    summary: 'Upload one archive of any size, and load it',
    description:
      'The body is the archive, byte for byte, whatever Content-Type the request names. It is written to a temporary file, checked against the digest if one ' +
      'is sent, and loaded by a job under the name in the path; the file is removed when the job has ended. An ' +
      'upload that breaks off leaves nothing. Example: `curl -T 20170401_3_play.log.tar.gz -H "Authorization: Bearer ' +
      '<admin key>" http://localhost:3001/admin/ingest/archives/20170401_3_play.log.tar.gz`',
  })
  @ApiHeader({
    name: 'Content-Digest',
    required: false,
    description: 'sha-256=:<base64>: of the body (RFC 9530); or X-Checksum-Sha256 in hexadecimal',
    example: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiBadRequestResponse({
    type: ProblemDto,
    description:
      'A name that no archive has (its reason is the code), `empty`, `digest_malformed` or `digest_mismatch`',
  })
  @ApiServiceUnavailableResponse({
    type: ProblemDto,
    description:
      '`uploads_unwritable`: the folder for uploads is missing or may not be written; `disk_full`. Or as everywhere',
  })
  uploadArchive(
    @Param() { name }: UploadParams,
    @Query() { includeDropped }: UploadQuery,
    @Req() request: FastifyRequest,
  ): Promise<JobDto> {
    return this.uploads.upload(name, request.body, request.headers, includeDropped);
  }
}
