import { Module } from '@nestjs/common';
import { AcknowledgementsModule } from './acknowledgements/acknowledgements.module.js';
import { ArchivesModule } from './archives/archives.module.js';
import { AuditApiModule } from './audit/audit.controller.js';
import { CoverageModule } from './coverage/coverage.controller.js';
import { EventsModule } from './events/events.module.js';
import { ExclusionsModule } from './exclusions/exclusions.module.js';
import { ExportsModule } from './exports/exports.controller.js';
import { KeysApiModule } from './keys/keys.controller.js';
import { LoadingModule } from './loading/loading.module.js';
import { MappingChecksModule } from './mapping-checks/mapping-checks.controller.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { RejectedLinesModule } from './rejected-lines/rejected-lines.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { UploadsModule } from './uploads/uploads.controller.js';
import { UsersModule } from './users/users.controller.js';
import { WatchingModule } from './watching/watched-logs.js';

/** The path from a raw log to the tables, and what is known of it. */
@Module({
  imports: [
    AcknowledgementsModule,
    ArchivesModule,
    AuditApiModule,
    CoverageModule,
    EventsModule,
    ExclusionsModule,
    ExportsModule,
    KeysApiModule,
    LoadingModule,
    MappingChecksModule,
    PrivacyModule,
    RejectedLinesModule,
    RetentionModule,
    UploadsModule,
    UsersModule,
    WatchingModule,
  ],
})
export class IngestModule {}
