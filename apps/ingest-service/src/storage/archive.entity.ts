import { asNumber } from '#common';
import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
} from 'typeorm';
import type { EventKind } from '../formats/archive-name.js';
import type { ArchiveReason } from '../formats/archive-refusal.js';

/** See `Archive`. */
export const ARCHIVE_STATES = ['loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded'] as const;
export type ArchiveState = (typeof ARCHIVE_STATES)[number];

/**
 * What became of an archive: refused -> loaded or partial -> dropped, and back by a further load; duplicate
 * while another one has its content. Rows named `events/<day>/<kind>` are posted events: loaded ->
 * superseded.
 */
@Entity('archive')
@Unique('archive_identity_unique', ['identity'])
@Index('archive_sha256', ['sha256'])
@Index('archive_head', ['head'])
@Index('archive_day', ['day'])
@Index('archive_beginnings', { synchronize: false })
@Check('archive_kind_known', `kind IN ('play', 'download', 'search', 'feedback')`)
@Check(
  'archive_state_known',
  `state IN ('loaded', 'partial', 'refused', 'duplicate', 'dropped', 'superseded')`,
)
export class Archive {
  /** Each event carries it. An archive that is replaced gets another one. */
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'BY DEFAULT' })
  id: number;

  /** See `ArchiveName.identity`. */
  @Column('text')
  identity: string;

  /** Of its newest file. */
  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  kind: EventKind | null;

  @Column('date', { nullable: true })
  day: string | null;

  @Column('smallint', { nullable: true })
  part: number | null;

  /** Where its file was last found; null: posted events. */
  @Column('text', { nullable: true })
  place: string | null;

  /** Of the content, unpacked. Null: it was never read whole. */
  @Column('text', { nullable: true })
  sha256: string | null;

  /** See `Content`. */
  @Column('text', { nullable: true })
  head: string | null;

  @Column('bigint', { nullable: true, transformer: asNumber })
  contentLength: number | null;

  /** Digests (as `sha256`) of earlier contents of the archive, with which this one begins. */
  @Column('text', { array: true, default: [] })
  beginnings: string[];

  /** See `readingDigest`. */
  @Column('text', { nullable: true })
  reading: string | null;

  /** The file and the reading as a load last saw them, loaded or refused, see `seenOf`. */
  @Column('text', { nullable: true })
  seen: string | null;

  /** What a refusal depends on besides the file; it is tried again where that has changed. */
  @Column('text', { nullable: true })
  limits: string | null;

  @Column('bigint', { default: 0, transformer: asNumber })
  byteCount: number;

  @Column('text')
  state: ArchiveState;

  /** Why it is in this state. */
  @Column('text', { nullable: true })
  reason: ArchiveReason | null;

  /** Why a later content was refused; what is loaded stays. */
  @Column('text', { nullable: true })
  refusal: ArchiveReason | null;

  /** The archive that has the content of this duplicate. */
  @Column('integer', { nullable: true })
  @ForeignKey(() => Archive, { name: 'archive_duplicate_of', onUpdate: 'CASCADE', onDelete: 'SET NULL' })
  duplicateOf: number | null;

  @Column('bigint', { default: 0, transformer: asNumber })
  lineCount: number;

  @Column('bigint', { default: 0, transformer: asNumber })
  eventCount: number;

  /** Events of the content before this one; null: there was none. */
  @Column('bigint', { nullable: true, transformer: asNumber })
  replacedCount: number | null;

  /** Lines by reason of rejection. */
  @Column('jsonb', { default: {} })
  rejected: Record<string, number>;

  /** Events by rule of repair. */
  @Column('jsonb', { default: {} })
  repaired: Record<string, number>;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}

/** Its events are in the tables. */
export function isLoaded({ state }: Pick<Archive, 'state'>): boolean {
  return state === 'loaded' || state === 'partial';
}

/** A day of an archive without a day in its name. */
@Entity('archive_event_day')
export class ArchiveEventDay {
  @PrimaryColumn('integer')
  @ForeignKey(() => Archive, { name: 'archive_event_day_archive', onUpdate: 'CASCADE', onDelete: 'CASCADE' })
  archiveId: number;

  @PrimaryColumn('date')
  day: string;

  @Column('bigint', { transformer: asNumber })
  eventCount: number;
}
