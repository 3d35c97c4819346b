import { CursorPageDto, CursorQuery, Field } from '#common';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { EventKind } from '../formats/archive-name.js';
import { ALL_REJECTION_REASONS } from '../formats/rejection.js';
import type { EventRejectionReason } from '../formats/rejection.js';
import { ARCHIVE_STATES } from '../storage/archive.entity.js';
import type { ArchiveState } from '../storage/archive.entity.js';

const ARCHIVE_ORDERS = ['name', 'newest'] as const;

export class ArchivesQuery extends CursorQuery {
  @Field.enum('Only archives of this state', ARCHIVE_STATES, { optional: true })
  state?: ArchiveState;

  @Field.enum('Only archives with a line rejected for this reason', ALL_REJECTION_REASONS, { optional: true })
  rejectedBy?: EventRejectionReason;

  @Field.day('Only archives with this day in their name', { optional: true, example: '2017-04-01' })
  day?: string;

  @Field.time('Only archives whose load ended at this time or later', {
    optional: true,
    example: '2026-11-26T15:00:00.000Z',
  })
  from?: string;

  @Field.time('Only archives whose load ended at this time or earlier', {
    optional: true,
    example: '2026-11-26T15:10:00.000Z',
  })
  to?: string;

  @Field.enum('name: by name; newest: newest day first, archives without a day last', ARCHIVE_ORDERS, {
    default: 'name',
  })
  order: (typeof ARCHIVE_ORDERS)[number];
}

export class ArchiveIdParams {
  @Field.integer('Number of the archive', { minimum: 1, maximum: 2_147_483_647, example: 17 })
  id: number;
}

export class ArchiveDto {
  @Field.integer('Number of the archive; each event carries it', { minimum: 1, example: 17 })
  id: number;

  @Field.text('File name', { example: '20170401_3_play.log.tar.gz' })
  name: string;

  @Field.enum('Kind of its events; null when the name is no log name, or it tells of users', EVENT_KINDS, {
    nullable: true,
  })
  kind: EventKind | null;

  @Field.day('Day in the name; null when there is none', { nullable: true, example: '2017-04-01' })
  day: string | null;

  @Field.integer('Part in the name', { nullable: true, minimum: 0, example: 3 })
  part: number | null;

  @Field.enum(
    'loaded: whole; partial: what is whole of a damaged archive; refused: nothing; duplicate: the content is ' +
      'loaded under another name; dropped: retention dropped all of its days; superseded: posted events that gave way to an archive of their day',
    ARCHIVE_STATES,
  )
  state: ArchiveState;

  @Field.text(
    'Why it is not loaded whole; at a loaded archive: why a changed content of it was refused, its events staying',
    { nullable: true, example: 'truncated' },
  )
  reason: string | null;

  @Field.text('The reason in a sentence', { nullable: true, example: 'The archive ends too early.' })
  meaning: string | null;

  @Field.integer(
    'Of a duplicate: number of the archive that has its content; null when that archive is deleted',
    { nullable: true, minimum: 1, example: 12 },
  )
  duplicateOf: number | null;

  @Field.text('Where its file was last found; null: nowhere, or it stands for posted events', {
    nullable: true,
    example: '/logs/20170401_3_play.log.tar.gz',
  })
  place: string | null;

  @Field.text('SHA-256 of its unpacked content, in hexadecimal; null when it was not read whole', {
    nullable: true,
    pattern: { regex: /^[0-9a-f]{64}$/, meaning: '64 hexadecimal digits' },
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string | null;

  @Field.count('Bytes of the file', { example: 29_360_128 })
  byteCount: number;

  @Field.count('Lines read: events and rejected lines', { example: 2_186_906 })
  lineCount: number;

  @Field.count('Events loaded', { example: 2_186_840 })
  eventCount: number;

  @Field.count('Events of the content before this one; null: there was none', {
    nullable: true,
    example: 2_186_001,
  })
  replacedCount: number | null;

  @Field.map('Rejected lines by reason', 'integer', { example: { broken_row: 64, count_line: 2 } })
  rejected: Record<string, number>;

  @Field.map('Events by repair rule', 'integer', {
    example: { play_seconds_address: 12_683, song_id_unknown: 174_952 },
  })
  repaired: Record<string, number>;

  @Field.time('When its load began', { example: '2026-11-24T14:36:00.000Z' })
  startedAt: Date;

  @Field.time('When its load ended', { nullable: true, example: '2026-11-24T14:36:02.000Z' })
  finishedAt: Date | null;
}

export class RejectedLineDto {
  @Field.integer('Number of the line in the unpacked log, or of the record in the file, from 1', {
    minimum: 1,
    example: 1_204,
  })
  line: number;

  @Field.text('The line, or the record as JSON; addresses are masked: digits are 9, letters a', {
    example: '\tar\t15249349\t0\tTitle\tSinger\t200\t210\t0',
  })
  text: string;
}

export class RuleCountDto {
  @Field.text('The reason or rule', { example: 'play_seconds_address' })
  name: string;

  @Field.text('What it means, in a sentence', {
    example: 'Play seconds followed by garbage with an address.',
  })
  meaning: string;

  @Field.count('Lines it was used on', { example: 12_683 })
  count: number;

  @Field.objects(
    () => RejectedLineDto,
    'The first of the rejected lines, up to three, for REJECTED_LINES_KEEP_DAYS days. Lines without content, records ' +
      'that `when` of a mapping leaves out, lines that may name an erased user and lines with an e-mail address are ' +
      'not stored',
  )
  samples: RejectedLineDto[];
}

export class ArchiveDetailDto extends ArchiveDto {
  @Field.objects(() => RuleCountDto, 'Rejected lines by reason')
  rejections: RuleCountDto[];

  @Field.objects(() => RuleCountDto, 'Events by repair rule')
  repairs: RuleCountDto[];
}

/** All archives in sums. */
export class ArchiveSummaryDto {
  @Field.count('Archives and days of posted events that are recorded', { example: 390 })
  archives: number;

  @Field.count('Of these, days of posted events, each once a kind', { example: 12 })
  posted: number;

  @Field.count('Highest number of an archive; 0 without any', { example: 390 })
  newest: number;

  @Field.count('Archives of which nothing is loaded', { example: 2 })
  refused: number;

  @Field.count('Archives that were damaged and are loaded in part', { example: 2 })
  partial: number;

  @Field.count('Events loaded', { example: 4_771_379 })
  events: number;

  @Field.count('Lines read', { example: 4_771_392 })
  lines: number;

  @Field.count('Lines that are no events', { example: 13 })
  rejected: number;

  @Field.count(
    'Good lines left out on purpose: of erased users, not selected by a mapping, of dropped days, repeated or superseded',
    { example: 0 },
  )
  leftOut: number;

  @Field.time('When an archive was last loaded, posted events aside', {
    nullable: true,
    example: '2026-11-24T14:36:02.000Z',
  })
  changedAt: Date | null;

  @Field.boolean('Whether they are generated logs', { example: true })
  synthetic: boolean;
}

export class ArchivePageDto extends CursorPageDto {
  @Field.objects(() => ArchiveDto, 'Archives, in the order that was asked for')
  archives: ArchiveDto[];
}

export class ArchiveNameDto {
  @Field.text('Name of the archive', { maxLength: 1_200, example: '20170401_3_play.log.tar.gz' })
  name: string;
}

/** What was deleted. */
export class DeletedArchiveDto extends ArchiveNameDto {
  @Field.values('Days whose events changed', 'string', { example: ['2017-04-01'] })
  days: string[];

  @Field.count('Events that went', { example: 2_186_840 })
  events: number;
}
