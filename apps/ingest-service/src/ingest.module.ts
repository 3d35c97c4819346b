import { Module } from '@nestjs/common';
import { AcknowledgementsModule } from './acknowledgements/acknowledgements.module.js';
import { ArchivesModule } from './archives/archives.module.js';
import { AuditApiModule } from './audit/audit-api.module.js';
import { CoverageModule } from './coverage/coverage.module.js';
import { EventsModule } from './events/events.module.js';
import { ExclusionsModule } from './exclusions/exclusions.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { KeysApiModule } from './keys/keys-api.module.js';
import { LoadingModule } from './loading/loading.module.js';
import { MappingChecksModule } from './mapping-checks/mapping-checks.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { QualityModule } from './quality/quality.module.js';
import { RejectedLinesModule } from './rejected-lines/rejected-lines.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { UploadsModule } from './uploads/uploads.module.js';
import { UsersModule } from './users/users.module.js';
import { WatchingModule } from './watching/watching.module.js';

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
    QualityModule,
    RejectedLinesModule,
    RetentionModule,
    UploadsModule,
    UsersModule,
    WatchingModule,
  ],
})
export class IngestModule {}
