import { Module } from '@nestjs/common';
import { ArchivesController } from './archives/archives.controller.js';
import { ArchiveListRepository } from './archives/archive-list.repository.js';
import { ArchivesService } from './archives/archives.service.js';
import { CoverageModule } from './coverage/coverage.module.js';
import { CollectedEventsRepository } from './events/collected-events.repository.js';
import { EventCollector } from './events/event-collector.js';
import { EventsController } from './events/events.controller.js';
import { RecentEventsPruning } from './events/recent-events-pruning.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsRepository } from './exports/exports.repository.js';
import { ExportsService } from './exports/exports.service.js';
import { ExclusionsModule } from './exclusions/exclusions.module.js';
import { ArchiveLoader } from './loading/archive-loader.js';
import { BatchLoader } from './loading/batch-loader.js';
import { DayLoader } from './loading/day-loader.js';
import { DatelessLoader } from './loading/dateless-loader.js';
import { DroppedDaysRepository } from './storage/dropped-days.repository.js';
import { EventsRepository } from './storage/events.repository.js';
import { LeftSongsMerging } from './loading/left-songs-merging.js';
import { IngestJob } from './loading/ingest-job.js';
import { LoadMetrics } from './loading/load-metrics.js';
import { LoadController } from './loading/load.controller.js';
import { LoadService } from './loading/load.service.js';
import { ArchivesRepository } from './storage/archives.repository.js';
import { PartitionsRepository } from './storage/partitions.repository.js';
import { SongsRepository } from './storage/songs.repository.js';
import { UserDaysRepository } from './storage/user-days.repository.js';
import { QualityModule } from './quality/quality.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { UploadService } from './uploads/upload.service.js';
import { UploadsController } from './uploads/uploads.controller.js';

/** Archives, parsing, loading, bookkeeping: the path from a raw log to the tables. */
@Module({
  imports: [CoverageModule, ExclusionsModule, QualityModule, RetentionModule],
  controllers: [LoadController, UploadsController, EventsController, ArchivesController, ExportsController],
  providers: [
    ArchivesRepository,
    PartitionsRepository,
    EventsRepository,
    SongsRepository,
    DroppedDaysRepository,
    UserDaysRepository,
    ArchiveLoader,
    DayLoader,
    BatchLoader,
    DatelessLoader,
    LoadService,
    IngestJob,
    LoadMetrics,
    LeftSongsMerging,
    ArchiveListRepository,
    ArchivesService,
    UploadService,
    CollectedEventsRepository,
    ExportsRepository,
    ExportsService,
    EventCollector,
    RecentEventsPruning,
  ],
})
export class IngestModule {}
