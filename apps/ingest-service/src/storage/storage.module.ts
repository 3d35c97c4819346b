import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArchiveEventDay } from './archive-event-day.entity.js';
import { Archive } from './archive.entity.js';
import { ArchivesRepository } from './archives.repository.js';
import { DroppedDay } from './dropped-day.entity.js';
import { DroppedDaysRepository } from './dropped-days.repository.js';
import { EventsRepository } from './events.repository.js';
import { PartitionsRepository } from './partitions.repository.js';
import { SampleLogSet } from './sample-log-set.entity.js';
import { SongsMerging } from './songs-merging.js';
import { SongsRepository } from './songs.repository.js';
import { UserDaysRepository } from './user-days.repository.js';

const REPOSITORIES = [
  ArchivesRepository,
  DroppedDaysRepository,
  EventsRepository,
  PartitionsRepository,
  SongsRepository,
  UserDaysRepository,
];

/** The tables that events, whether of archives or posted, are written to. */
@Module({
  imports: [TypeOrmModule.forFeature([Archive, ArchiveEventDay, DroppedDay, SampleLogSet])],
  providers: [...REPOSITORIES, SongsMerging],
  exports: [...REPOSITORIES, SongsMerging],
})
export class StorageModule {}
