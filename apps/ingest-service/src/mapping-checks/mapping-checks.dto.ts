import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  MapField,
  ObjectField,
  ObjectsField,
  TextField,
  ValuesField,
} from '#common';
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
  @TextField('Name of the file, or its path, whose folders may be columns', {
    minLength: 1,
    maxLength: 200,
    example: 'plays-2024.jsonl',
  })
  name: string;

  @TextField(
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
  @TextField('A mapping file to begin with: YAML, with comments on what could not be guessed', {
    example: 'name: plays\nfiles: "*.jsonl"\nrecords: lines\nuser: listener\nsong: track\ntime: at\n',
  })
  text: string;

  @TextField('Name of the built-in mapping that reads such files; null: the text is a guess', {
    nullable: true,
    example: null,
  })
  builtIn: string | null;

  @ValuesField('Columns of the file, as a mapping names them', 'string', {
    example: ['listener', 'track', 'at'],
  })
  columns: string[];
}

export class MappingCheckBody extends FileHeadBody {
  @TextField('The mapping file that reads it: YAML', {
    minLength: 1,
    maxLength: 65_536,
    example: MAPPING_EXAMPLE,
  })
  mapping: string;

  @BooleanField('The head is the whole file; else its last record may be cut, and is passed over', {
    default: false,
    example: true,
  })
  isWhole: boolean;
}

export class CheckRefusalDto {
  @EnumField('Reason', CHECK_REASONS, { example: 'columns_missing' })
  reason: (typeof CHECK_REASONS)[number];

  @TextField('What it means, and which columns are missing', { example: 'There is no column user.' })
  detail: string;
}

export class CheckedEventDto {
  @DayField('Day', { example: '2024-01-01' })
  day: string;

  @EnumField('Kind', EVENT_KINDS, { example: 'play' })
  kind: EventKind;

  @TextField('User, as the record names it', { example: 'ann' })
  user: string;

  @TextField('Song, as the record names it', { nullable: true, example: 't1' })
  song: string | null;

  @TextField('Title', { nullable: true, example: 'Hello' })
  title: string | null;

  @TextField('Singer', { nullable: true, example: 'Ann & Bob' })
  singer: string | null;

  @CountField('Seconds that were played', { nullable: true, example: 215 })
  playSeconds: number | null;

  @CountField('Seconds of the song', { nullable: true, example: 230 })
  songSeconds: number | null;

  @TextField('What was searched for', { nullable: true, example: null })
  query: string | null;
}

export class RejectedRecordDto {
  @CountField('Its number in the file, from 1', { example: 17 })
  record: number;

  @EnumField('Reason', Object.keys(REJECTION_REASONS) as RejectionReason[], { example: 'day_unknown' })
  reason: RejectionReason;

  @TextField('The record, without addresses', { example: '{"listener":"ann","track":"t1","at":"soon"}' })
  text: string;
}

export class MappingCheckDto {
  @ObjectField(() => CheckRefusalDto, 'Why a load would refuse the file; null: it would not', {
    nullable: true,
  })
  refusal: CheckRefusalDto | null;

  @ObjectsField(() => CheckedEventDto, 'The first events, as they would be stored')
  firstEvents: CheckedEventDto[];

  @CountField('Records that were read: events and rejected ones', { example: 1_000 })
  records: number;

  @MapField('Events by kind', 'integer', { example: { play: 990 } })
  events: Partial<Record<EventKind, number>>;

  @DayField('First day of the events', { nullable: true, example: '2024-01-01' })
  firstDay: string | null;

  @DayField('Last day of the events', { nullable: true, example: '2024-01-31' })
  lastDay: string | null;

  @CountField('Users of the events; of more than a million, a million', { example: 120 })
  users: number;

  @CountField('Songs of the events; of more than a million, a million', { example: 340 })
  songs: number;

  @CountField('Days of the events', { example: 31 })
  days: number;

  @MapField('Rejected records by reason', 'integer', { example: { record_not_selected: 10 } })
  rejected: Record<string, number>;

  @ObjectsField(() => RejectedRecordDto, 'The first rejected record of each reason')
  firstRejected: RejectedRecordDto[];

  @MapField('Events that a repair rule touched, by rule', 'integer', {
    example: { play_seconds_negative: 1 },
  })
  repaired: Record<string, number>;
}
