import { BooleanField, CountField, ObjectsField, TextField, ValuesField } from '#common';

/** How what is sent is read. */
export class UploadMappingQuery {
  @TextField('Name of the mapping that reads it; absent: it is an archive of Music Box', {
    optional: true,
    maxLength: 40,
    example: 'listenbrainz',
  })
  mapping?: string;
}

export class UploadOptionsQuery extends UploadMappingQuery {
  @BooleanField('Contents replace those that they share little with', { default: false })
  replace: boolean;
}

export class UploadQuery extends UploadOptionsQuery {
  @BooleanField('Load the archive even when retention dropped its day', { default: false })
  includeDropped: boolean;
}

const UUID = { regex: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, meaning: 'a UUID in small letters' };

export class UploadIdParams {
  @TextField("The sender's own id of the upload, a random UUID", {
    pattern: UUID,
    example: '0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b',
  })
  upload: string;
}

export class UploadedArchiveParams extends UploadIdParams {
  @TextField(
    'Name of the archive. Of a file that a mapping reads, its path at the sender, too (each / as %2F): files of ' +
      'equal names in two folders are two files',
    { maxLength: 1_024, example: '20170401_3_play.log.tar.gz' },
  )
  name: string;
}

const SHA256 = {
  pattern: { regex: /^[0-9a-f]{64}$/, meaning: '64 hexadecimal digits' },
  example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

export class UploadedArchiveDto {
  @TextField('SHA-256 of its bytes, in hexadecimal', SHA256)
  sha256: string;

  @CountField('Bytes that arrived', { example: 29_360_128 })
  byteCount: number;
}

class ArchiveContentDto {
  @TextField('SHA-256 of its unpacked content, of a tar of the log inside, in hexadecimal', SHA256)
  sha256: string;

  @TextField('Name of the archive, or path as it is sent', {
    maxLength: 1_024,
    example: '20170401_3_play.log.tar.gz',
  })
  name: string;
}

export class ArchiveContentsDto extends UploadMappingQuery {
  @ObjectsField(() => ArchiveContentDto, 'Archives that could be sent', { minItems: 1, maxItems: 1_000 })
  archives: ArchiveContentDto[];
}

export class KnownArchivesDto {
  @ValuesField('Names of those of which a load would change nothing', 'string', {
    example: ['20170401_3_play.log.tar.gz'],
  })
  known: string[];
}
