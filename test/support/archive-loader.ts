import { createDataSource, Database, UserHashing } from '#common';
import { PlatformSecret } from '../../libs/common/src/http/platform-secret.entity.js';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DroppedDay } from '../../apps/ingest-service/src/storage/dropped-day.entity.js';
import { ArchiveLoader } from '../../apps/ingest-service/src/loading/archive-loader.js';
import { BatchLoader } from '../../apps/ingest-service/src/loading/batch-loader.js';
import { DayLoader } from '../../apps/ingest-service/src/loading/day-loader.js';
import { DatelessLoader } from '../../apps/ingest-service/src/loading/dateless-loader.js';
import { ExclusionsRepository } from '../../apps/ingest-service/src/exclusions/exclusions.repository.js';
import { SupersededEvents } from '../../apps/ingest-service/src/events/superseded-events.js';
import { SupersededEventsRepository } from '../../apps/ingest-service/src/events/superseded-events.repository.js';
import { DroppedDaysRepository } from '../../apps/ingest-service/src/storage/dropped-days.repository.js';
import { ErasedUsersRepository } from '../../apps/ingest-service/src/storage/erased-users.repository.js';
import { EventsRepository } from '../../apps/ingest-service/src/storage/events.repository.js';
import type { LineKernels } from '../../apps/ingest-service/src/kernel/line-kernels.js';
import type { LoadSummary } from '../../apps/ingest-service/src/loading/load-outcome.js';
import type { LoadProgress } from '../../apps/ingest-service/src/loading/load-progress.js';
import { LoadService } from '../../apps/ingest-service/src/loading/load.service.js';
import { ArchiveEventDay } from '../../apps/ingest-service/src/storage/archive-event-day.entity.js';
import { Archive } from '../../apps/ingest-service/src/storage/archive.entity.js';
import { SampleLogSet } from '../../apps/ingest-service/src/storage/sample-log-set.entity.js';
import { ArchivesRepository } from '../../apps/ingest-service/src/storage/archives.repository.js';
import { PartitionsRepository } from '../../apps/ingest-service/src/storage/partitions.repository.js';
import { SongsRepository } from '../../apps/ingest-service/src/storage/songs.repository.js';
import type { Completion } from '../../apps/ingest-service/src/sources/archive-files.js';
import { UserDaysRepository } from '../../apps/ingest-service/src/storage/user-days.repository.js';

// Refusals are expected here; what they are is asserted, not printed.
Logger.overrideLogger(false);

export interface Loader {
  database: Database;
  load(
    folder: string,
    options?: {
      path?: string;
      signal?: AbortSignal;
      onProgress?: (progress: LoadProgress) => void;
      batchBytes?: number;
      kernels?: LineKernels;
      includeDropped?: boolean;
      completion?: Completion;
    },
  ): Promise<LoadSummary>;
  close(): Promise<void>;
}

/** A loader with connections of its own, as another process would have. */
export async function createLoader(url: string): Promise<Loader> {
  const { options } = createDataSource({ url, applicationName: 'test-loader' });
  const dataSource = new DataSource({
    ...options,
    entities: [Archive, ArchiveEventDay, DroppedDay, PlatformSecret, SampleLogSet],
  });
  await dataSource.initialize();
  const database = new Database(dataSource);
  const repository = new ArchivesRepository(database);
  const archives = new ArchiveLoader(repository);
  const partitions = new PartitionsRepository(database);
  const events = new EventsRepository(repository);
  const songs = new SongsRepository(repository);
  const droppedDays = new DroppedDaysRepository(database);
  const userDays = new UserDaysRepository(repository);
  const erasedUsers = new ErasedUsersRepository(new UserHashing(dataSource.getRepository(PlatformSecret)));
  const exclusions = new ExclusionsRepository(database);
  const superseded = new SupersededEvents(new SupersededEventsRepository(events, songs), {
    KEEP_POSTED_EVENTS: false,
  });
  const service = new LoadService(
    repository,
    archives,
    new BatchLoader(
      repository,
      partitions,
      new DayLoader(repository, archives, events, songs, userDays, superseded),
      exclusions,
      songs,
      droppedDays,
      erasedUsers,
    ),
    new DatelessLoader(
      repository,
      partitions,
      archives,
      events,
      songs,
      droppedDays,
      userDays,
      exclusions,
      superseded,
      erasedUsers,
    ),
    events,
    songs,
  );
  return {
    database,
    load: (
      folder,
      { path = folder, signal = new AbortController().signal, onProgress = () => undefined, ...options } = {},
    ) => service.load(folder, path, onProgress, signal, options),
    close: () => dataSource.destroy(),
  };
}
