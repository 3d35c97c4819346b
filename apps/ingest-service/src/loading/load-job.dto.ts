import { Field } from '#common';

export class LoadRequestDto {
  @Field.text(
    'Folder or archive below the logs folder (setting LOGS_DIR); "." is all of it. Of an upload, the name of its archive, or "."',
    { minLength: 1, maxLength: 1024, example: '.' },
  )
  path: string;

  @Field.boolean('Load archives of days that retention dropped, too', { optional: true, example: false })
  includeDropped?: boolean;

  @Field.boolean('Contents replace those that they share little with, see `content_differs`', {
    optional: true,
    example: false,
  })
  replace?: boolean;

  @Field.boolean('Read files that have not changed since their load, too', { optional: true, example: false })
  verify?: boolean;

  @Field.text('Name of the mapping that reads the files; absent: that of the setting LOGS_MAPPING, if any', {
    optional: true,
    maxLength: 40,
    example: 'listenbrainz',
  })
  mapping?: string;
}

/** How the files of a load are read. */
export type RequestedLoad = Omit<LoadRequestDto, 'path'>;

export class LoadInputDto extends LoadRequestDto {
  @Field.text('The upload that brought the archive', { optional: true, example: '0199a1b2' })
  upload?: string;

  @Field.values('Names of the archives of an upload, where they are at most 20', 'string', {
    optional: true,
    example: ['20170513_1_play.log'],
  })
  files?: string[];

  @Field.boolean('The load of what is new in the bucket', { optional: true, example: true })
  bucket?: true;

  @Field.text('The key behind which the bucket is listed', {
    optional: true,
    example: 'daily/2026-05-01.jsonl',
  })
  after?: string;

  @Field.boolean('The load of the watched files that rest', { optional: true, example: true })
  watched?: true;
}

class RefusedFileDto {
  @Field.text('Name of the file', { example: 'history.json' })
  name: string;

  @Field.text('Why it was refused', { example: 'looks_spotify_extended' })
  reason: string;
}

class ReplacedFileDto {
  @Field.text('Name of the archive', { example: 'ours/play/plays-1.jsonl' })
  name: string;

  @Field.count('Events of the content before', { example: 10_000 })
  removed: number;

  @Field.count('Events of the new content', { example: 10_038 })
  added: number;
}

class VanishedFilesDto {
  @Field.count('How many', { example: 1 })
  files: number;

  @Field.values('Names of the first 20', 'string', { example: ['ours/play/plays-1.jsonl'] })
  names: string[];
}

/** What a whole load did. */
export class LoadSummaryDto {
  @Field.map('Files by what became of them', 'integer', { example: { loaded: 12, refused: 1 } })
  archives: Record<string, number>;

  @Field.map('Refused, partial, duplicate and dropped files by reason', 'integer', {
    example: { damaged: 1 },
  })
  reasons: Record<string, number>;

  @Field.objects(() => RefusedFileDto, 'The first 20 files that were refused')
  refused: RefusedFileDto[];

  @Field.objects(() => ReplacedFileDto, 'The first 20 archives whose events were replaced')
  replaced: ReplacedFileDto[];

  @Field.object(
    () => VanishedFilesDto,
    'Archives that keep events of files which are no longer in the folder',
  )
  vanished: VanishedFilesDto;

  @Field.map(
    'Files, folders and objects that were passed over, by the pattern of their names, or `empty`',
    'integer',
    {
      example: { '_*': 2 },
    },
  )
  passedOver: Record<string, number>;

  @Field.map('Events loaded, by kind of archive', 'integer', { example: { play: 310_000 } })
  events: Record<string, number>;

  @Field.count('Lines read', { example: 320_000 })
  lines: number;

  @Field.map('Lines that were refused, by reason', 'integer', { example: { user_not_a_number: 3 } })
  rejected: Record<string, number>;

  @Field.map('Lines that were repaired, by rule', 'integer', { example: {} })
  repaired: Record<string, number>;

  @Field.count('Bytes read', { example: 41_000_000 })
  bytes: number;

  @Field.number('How long it took', { minimum: 0, example: 12.3 })
  seconds: number;
}
