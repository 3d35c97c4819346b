import { ProblemDto, StreamsBody } from '#common';
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';

/** For a handler whose body is an archive, with the digests that it is checked against. */
export function ArchiveBody(): MethodDecorator {
  return applyDecorators(
    StreamsBody(),
    ApiHeader({
      name: 'Content-Digest',
      required: false,
      description: 'sha-256=:<base64>: of the body (RFC 9530)',
      example: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
    }),
    ApiHeader({
      name: 'X-Checksum-Sha256',
      required: false,
      description: 'SHA-256 of the body in hexadecimal; with both headers the body must have both digests',
      example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    }),
    ApiConsumes('application/octet-stream'),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
    ApiBadRequestResponse({
      type: ProblemDto,
      description:
        'A name that no archive has (its reason is the code), `empty`, `digest_malformed` or `digest_mismatch`',
    }),
    ApiServiceUnavailableResponse({
      type: ProblemDto,
      description:
        '`uploads_unwritable`: the folder for uploads is missing or may not be written; `disk_full`. Or as everywhere',
    }),
  );
}
