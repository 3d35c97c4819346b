import { Field } from '#common';
import { EVENT_KINDS } from '../formats/archive-name.js';
import type { EventKind } from '../formats/archive-name.js';
import { ARCHIVE_REASONS } from '../formats/archive-refusal.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';
import { REJECTION_REASONS } from '../formats/rejection.js';
import type { RejectionReason } from '../formats/rejection.js';
import { MAPPING_EXAMPLE } from '../stored-mappings/mappings.dto.js';

/** Why a load refuses a file, or all files of the mapping. */
const CHECK_REASONS = [...(Object.keys(ARCHIVE_REASONS) as ArchiveReason[]), 'other_id_form'] as const;

/** Of 512 KiB. */
const MOST_BASE64 = 699_052;

export class FileHeadBody {
  @Field.text('Name of the file, or its path, whose folders may be columns', {
    minLength: 1,
    maxLength: 200,
    example: 'plays-2024.jsonl',
  })
  name: string;

  @Field.text(
    'Its first bytes in Base64, at most 512 KiB, packed as they are in the file; of a Parquet file all its bytes',
    {
      pattern: { regex: /^[A-Za-z0-9+/]+={0,2}$/, meaning: 'Base64' },
      maxLength: MOST_BASE64,
      example: 'eyJsaXN0ZW5lciI6ImFubiIsInRyYWNrIjoidDEiLCJhdCI6IjIwMjQtMDEtMDFUMTA6MDA6MDBaIn0K',
    },
  )
  head: string;
}

export class MappingDraftDto {
  @Field.text('A mapping file to begin with: YAML, with comments on what could not be guessed', {
    example: 'name: plays\nfiles: "*.jsonl"\nrecords: lines\nuser: listener\nsong: track\ntime: at\n',
  })
  text: string;

  @Field.text('Name of the built-in mapping that reads such files; null: the text is a guess', {
    nullable: true,
    example: null,
  })
  builtIn: string | null;

  @Field.values('Columns of the file, as a mapping names them', 'string', {
    example: ['listener', 'track', 'at'],
  })
  columns: string[];
}

export class MappingCheckBody extends FileHeadBody {
  @Field.text('The mapping file that reads it: YAML', {
    minLength: 1,
    maxLength: 65_536,
    example: MAPPING_EXAMPLE,
  })
  mapping: string;

  @Field.boolean('The head is the whole file; else its last record may be cut, and is passed over', {
    default: false,
    example: true,
  })
  isWhole: boolean;
}

export class CheckRefusalDto {
  @Field.enum('Reason', CHECK_REASONS, { example: 'columns_missing' })
  reason: (typeof CHECK_REASONS)[number];

  @Field.text('What it means, and which columns are missing', { example: 'There is no column user.' })
  detail: string;
}

export class CheckedEventDto {
  @Field.day('Day', { example: '2024-01-01' })
  day: string;

  @Field.enum('Kind', EVENT_KINDS, { example: 'play' })
  kind: EventKind;

  @Field.text('User, as the record names it', { example: 'ann' })
  user: string;

  @Field.text('Song, as the record names it', { nullable: true, example: 't1' })
  song: string | null;

  @Field.text('Title', { nullable: true, example: 'Hello' })
  title: string | null;

  @Field.text('Singer', { nullable: true, example: 'Ann & Bob' })
  singer: string | null;

  @Field.count('Seconds that were played', { nullable: true, example: 215 })
  playSeconds: number | null;

  @Field.count('Seconds of the song', { nullable: true, example: 230 })
  songSeconds: number | null;

  @Field.text('What was searched for', { nullable: true, example: null })
  query: string | null;
}

export class RejectedRecordDto {
  @Field.count('Its number in the file, from 1', { example: 17 })
  record: number;

  @Field.enum('Reason', Object.keys(REJECTION_REASONS) as RejectionReason[], { example: 'day_unknown' })
  reason: RejectionReason;

  @Field.text('The record, without addresses', { example: '{"listener":"ann","track":"t1","at":"soon"}' })
  text: string;
}

export class MappingCheckDto {
  @Field.object(() => CheckRefusalDto, 'Why a load would refuse the file; null: it would not', {
    nullable: true,
  })
  refusal: CheckRefusalDto | null;

  @Field.objects(() => CheckedEventDto, 'The first events, as they would be stored')
  firstEvents: CheckedEventDto[];

  @Field.count('Records that were read: events and rejected ones', { example: 1_000 })
  records: number;

  @Field.map('Events by kind', 'integer', { example: { play: 990 } })
  events: Partial<Record<EventKind, number>>;

  @Field.day('First day of the events', { nullable: true, example: '2024-01-01' })
  firstDay: string | null;

  @Field.day('Last day of the events', { nullable: true, example: '2024-01-31' })
  lastDay: string | null;

  @Field.count('Users of the events; of more than a million, a million', { example: 120 })
  users: number;

  @Field.count('Songs of the events; of more than a million, a million', { example: 340 })
  songs: number;

  @Field.count('Days of the events', { example: 31 })
  days: number;

  @Field.map('Rejected records by reason', 'integer', { example: { record_not_selected: 10 } })
  rejected: Record<string, number>;

  @Field.objects(() => RejectedRecordDto, 'The first rejected record of each reason')
  firstRejected: RejectedRecordDto[];

  @Field.map('Events that a repair rule touched, by rule', 'integer', {
    example: { play_seconds_negative: 1 },
  })
  repaired: Record<string, number>;
}
