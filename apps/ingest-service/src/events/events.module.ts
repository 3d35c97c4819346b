import { Module } from '@nestjs/common';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CollectedEventsRepository } from './collected-events.repository.js';
import { EventCollector } from './event-collector.js';
import { EventsController } from './events.controller.js';
import { RecentEventsPruning } from './recent-events-pruning.js';
import { SupersededEvents } from './superseded-events.js';
import { SupersededEventsRepository } from './superseded-events.repository.js';

/** Events posted as they happen. */
@Module({
  imports: [ExclusionsModule, StorageModule],
  controllers: [EventsController],
  providers: [
    CollectedEventsRepository,
    EventCollector,
    RecentEventsPruning,
    SupersededEvents,
    SupersededEventsRepository,
  ],
  exports: [SupersededEvents],
})
export class EventsModule {}
