import { Module } from '@nestjs/common';
import { ArchivesRepository } from './archives.repository.js';
import { DroppedDaysRepository } from './dropped-days.repository.js';
import { EventsRepository } from './events.repository.js';
import { PartitionsRepository } from './partitions.repository.js';
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
@Module({ providers: REPOSITORIES, exports: REPOSITORIES })
export class StorageModule {}
