import { asNumber } from '#common';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Archive } from './archive.entity.js';

/** A day of an archive without a day in its name. */
@Entity('archive_event_day')
export class ArchiveEventDay {
  @PrimaryColumn('integer')
  @ForeignKey(() => Archive, { name: 'archive_event_day_archive', onDelete: 'CASCADE' })
  archiveId: number;

  @PrimaryColumn('date')
  day: string;

  @Column('bigint', { transformer: asNumber })
  eventCount: number;
}
