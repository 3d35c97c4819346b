import {
  BooleanField,
  CountField,
  MapField,
  NumberField,
  ObjectField,
  ObjectsField,
  TextField,
  ValuesField,
} from '#common';

export class LoadRequestDto {
  @TextField(
    'Folder or archive below the logs folder (setting LOGS_DIR); "." is all of it. Of an upload, the name of its archive, or "."',
    { minLength: 1, maxLength: 1024, example: '.' },
  )
  path: string;

  @BooleanField('Load archives of days that retention dropped, too', { optional: true, example: false })
  includeDropped?: boolean;

  @BooleanField('Contents replace those that they share little with, see `content_differs`', {
    optional: true,
    example: false,
  })
  replace?: boolean;

  @BooleanField('Read files that have not changed since their load, too', { optional: true, example: false })
  verify?: boolean;

  @TextField('Name of the mapping that reads the files; absent: that of the setting LOGS_MAPPING, if any', {
    optional: true,
    maxLength: 40,
    example: 'listenbrainz',
  })
  mapping?: string;
}

/** How the files of a load are read. */
export type RequestedLoad = Omit<LoadRequestDto, 'path'>;

export class LoadInputDto extends LoadRequestDto {
  @TextField('The upload that brought the archive', { optional: true, example: '0199a1b2' })
  upload?: string;

  @ValuesField('Names of the archives of an upload, where they are at most 20', 'string', {
    optional: true,
    example: ['20170513_1_play.log'],
  })
  files?: string[];

  @BooleanField('The load of what is new in the bucket', { optional: true, example: true })
  bucket?: true;

  @TextField('The key behind which the bucket is listed', {
    optional: true,
    example: 'daily/2026-05-01.jsonl',
  })
  after?: string;

  @BooleanField('The load of the watched files that rest', { optional: true, example: true })
  watched?: true;
}

class RefusedFileDto {
  @TextField('Name of the file', { example: 'history.json' })
  name: string;

  @TextField('Why it was refused', { example: 'looks_spotify_extended' })
  reason: string;
}

class ReplacedFileDto {
  @TextField('Name of the archive', { example: 'ours/play/plays-1.jsonl' })
  name: string;

  @CountField('Events of the content before', { example: 10_000 })
  removed: number;

  @CountField('Events of the new content', { example: 10_038 })
  added: number;
}

class VanishedFilesDto {
  @CountField('How many', { example: 1 })
  files: number;

  @ValuesField('Names of the first 20', 'string', { example: ['ours/play/plays-1.jsonl'] })
  names: string[];
}

/** What a whole load did. */
export class LoadSummaryDto {
  @MapField('Files by what became of them', 'integer', { example: { loaded: 12, refused: 1 } })
  archives: Record<string, number>;

  @MapField('Refused, partial, duplicate and dropped files by reason', 'integer', {
    example: { damaged: 1 },
  })
  reasons: Record<string, number>;

  @ObjectsField(() => RefusedFileDto, 'The first 20 files that were refused')
  refused: RefusedFileDto[];

  @ObjectsField(() => ReplacedFileDto, 'The first 20 archives whose events were replaced')
  replaced: ReplacedFileDto[];

  @ObjectField(() => VanishedFilesDto, 'Archives that keep events of files which are no longer in the folder')
  vanished: VanishedFilesDto;

  @MapField(
    'Files, folders and objects that were passed over, by the pattern of their names, or `empty`',
    'integer',
    {
      example: { '_*': 2 },
    },
  )
  passedOver: Record<string, number>;

  @MapField('Events loaded, by kind of archive', 'integer', { example: { play: 310_000 } })
  events: Record<string, number>;

  @CountField('Lines read', { example: 320_000 })
  lines: number;

  @MapField('Lines that were refused, by reason', 'integer', { example: { user_not_a_number: 3 } })
  rejected: Record<string, number>;

  @MapField('Lines that were repaired, by rule', 'integer', { example: {} })
  repaired: Record<string, number>;

  @CountField('Bytes read', { example: 41_000_000 })
  bytes: number;

  @NumberField('How long it took', { minimum: 0, example: 12.3 })
  seconds: number;
}
