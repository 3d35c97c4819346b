import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { FactsModule } from '../facts/facts.module.js';
import { SongsModule } from '../songs/songs.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoredMappingsModule } from '../stored-mappings/mappings.controller.js';
import { ArchiveContents } from './archive-contents.js';
import { ArchiveLoader } from './archive-loader.js';
import { BatchLoader } from './batch-loader.js';
import { BucketLoads } from './bucket-loads.js';
import { DayLoader } from './day-loader.js';
import { SongLoader } from './song-loader.js';
import { FactLoader } from './fact-loader.js';
import { FileLooks } from './file-looks.js';
import { IngestJob } from './ingest-job.js';
import { KnownFiles } from './known-files.js';
import { LoadLimits } from './load-limits.js';
import { LoadMetrics } from './load-metrics.js';
import { LoadController } from './load.controller.js';
import { LoadService } from './load.service.js';
import { ManyDaysLoader } from './many-days-loader.js';
import { ManyDaysReader } from './many-days-reader.js';
import { MovedArchives } from './moved-archives.js';
import { ReadingThreads } from './reading-threads.js';
import { RecordArchives } from './record-archives.js';

/** The path from archives to tables. */
@Module({
  imports: [EventsModule, FactsModule, SongsModule, StorageModule, StoredMappingsModule],
  controllers: [LoadController],
  providers: [
    ArchiveContents,
    ArchiveLoader,
    BatchLoader,
    BucketLoads,
    DayLoader,
    FactLoader,
    SongLoader,
    FileLooks,
    IngestJob,
    KnownFiles,
    LoadLimits,
    LoadMetrics,
    LoadService,
    ManyDaysLoader,
    ManyDaysReader,
    MovedArchives,
    ReadingThreads,
    RecordArchives,
  ],
  exports: [ArchiveContents, BucketLoads, IngestJob],
})
export class LoadingModule {}
