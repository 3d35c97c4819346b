import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Archive, ArchiveEventDay } from './archive.entity.js';
import { ArchivesRepository } from './archives.repository.js';
import { ClosedDaysRepository } from './closed-days.repository.js';
import { DroppedDay, DroppedDaysRepository } from './dropped-days.repository.js';
import { ErasedUsersRepository } from './erased-users.repository.js';
import { EventsRepository } from './events.repository.js';
import { FilePlacesRepository } from './file-places.repository.js';
import { PartitionsRepository } from './partitions.repository.js';
import { PlayKeysRepository } from './play-keys.repository.js';
import { RejectedLinesRepository } from './rejected-lines.repository.js';
import { SeenLogsRepository } from './seen-logs.repository.js';
import { SongMerges } from './songs/song-merges.repository.js';
import { SongsMerging } from './songs/songs-merging.js';
import { SongsRepository } from './songs/songs.repository.js';
import { UserDaysRepository } from './user-days.repository.js';

const REPOSITORIES = [
  ArchivesRepository,
  ClosedDaysRepository,
  DroppedDaysRepository,
  ErasedUsersRepository,
  EventsRepository,
  FilePlacesRepository,
  PartitionsRepository,
  PlayKeysRepository,
  RejectedLinesRepository,
  SeenLogsRepository,
  SongMerges,
  SongsRepository,
  UserDaysRepository,
];

/** The tables that events, whether of archives or posted, are written to. */
@Module({
  imports: [ErasureModule, TypeOrmModule.forFeature([Archive, ArchiveEventDay, DroppedDay])],
  providers: [...REPOSITORIES, SongsMerging],
  exports: [...REPOSITORIES, SongsMerging],
})
export class StorageModule {}
