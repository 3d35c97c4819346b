import { Field } from '#common';

/** How what is sent is read. */
export class UploadMappingQuery {
  @Field.text('Name of the mapping that reads it; absent: it is an archive of Music Box', {
    optional: true,
    maxLength: 40,
    example: 'listenbrainz',
  })
  mapping?: string;
}

export class UploadOptionsQuery extends UploadMappingQuery {
  @Field.boolean('Contents replace those that they share little with', { default: false })
  replace: boolean;
}

export class UploadQuery extends UploadOptionsQuery {
  @Field.boolean('Load the archive even when retention dropped its day', { default: false })
  includeDropped: boolean;
}

const UUID = { regex: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, meaning: 'a UUID in small letters' };

export class UploadIdParams {
  @Field.text("The sender's own id of the upload, a random UUID", {
    pattern: UUID,
    example: '0199a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b',
  })
  upload: string;
}

export class UploadedArchiveParams extends UploadIdParams {
  @Field.text(
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
  @Field.text('SHA-256 of its bytes, in hexadecimal', SHA256)
  sha256: string;

  @Field.count('Bytes that arrived', { example: 29_360_128 })
  byteCount: number;
}

class ArchiveContentDto {
  @Field.text('SHA-256 of its unpacked content, of a tar of the log inside, in hexadecimal', SHA256)
  sha256: string;

  @Field.text('Name of the archive, or path as it is sent', {
    maxLength: 1_024,
    example: '20170401_3_play.log.tar.gz',
  })
  name: string;
}

export class ArchiveContentsDto extends UploadMappingQuery {
  @Field.objects(() => ArchiveContentDto, 'Archives that could be sent', { minItems: 1, maxItems: 1_000 })
  archives: ArchiveContentDto[];
}

export class KnownArchivesDto {
  @Field.values('Names of those of which a load would change nothing', 'string', {
    example: ['20170401_3_play.log.tar.gz'],
  })
  known: string[];
}
