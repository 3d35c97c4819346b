import type { ServiceDefinition } from '#common';
import { Module } from '@nestjs/common';
import { AcknowledgementsModule } from './acknowledgements/acknowledgements.controller.js';
import { ArchivesModule } from './archives/archives.controller.js';
import { AuditApiModule } from './audit/audit.controller.js';
import { CoverageModule } from './coverage/coverage.controller.js';
import { EventsModule } from './events/events.module.js';
import { ExclusionsModule } from './exclusions/exclusions.controller.js';
import { ExportsModule } from './exports/exports.controller.js';
import { FactsModule } from './facts/facts.module.js';
import { KeysApiModule } from './keys/keys.controller.js';
import { LoadingModule } from './loading/loading.module.js';
import { MappingChecksModule } from './mapping-checks/mapping-checks.controller.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { RetentionModule } from './retention/retention.controller.js';
import { SongsModule } from './songs/songs.module.js';
import { UploadsModule } from './uploads/uploads.controller.js';
import { UsersModule } from './users/users.controller.js';
import { WatchingModule } from './watching/watched-logs.js';
import { ingestSettings } from './ingest.settings.js';

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
    FactsModule,
    KeysApiModule,
    LoadingModule,
    MappingChecksModule,
    PrivacyModule,
    RetentionModule,
    SongsModule,
    UploadsModule,
    UsersModule,
    WatchingModule,
  ],
})
class IngestModule {}

/** The service as it is started by main.ts and by tests. */
export const ingestService: ServiceDefinition<typeof ingestSettings> = {
  name: 'ingest-service',
  title: 'Music Box ingest',
  description: 'From raw log archives to events, songs and days of users; what was refused, and why.',
  tags: {
    ingest: 'Events as they happen; what is loaded, what is missing, and what became of every line.',
  },
  schema: ingestSettings,
  module: () => ({ module: IngestModule }),
};
