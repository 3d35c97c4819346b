import { HourlyUpkeep, SETTINGS } from '#common';
import { Inject, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ExclusionsModule } from '../exclusions/exclusions.controller.js';
import type { IngestSettings } from '../ingest.settings.js';
import { StorageModule } from '../storage/storage.module.js';
import { CollectedEventsRepository } from './collected-events.repository.js';
import { EventChanges } from './event-changes.js';
import { EventCollector } from './event-collector.js';
import { EventsController } from './events.controller.js';
import { PostedDays } from './posted-days.js';
import { PostedDaysFinishing } from './posted-days-finishing.js';
import { PostedLateness } from './posted-lateness.js';
import { RecentEventsRepository } from './recent-events.repository.js';
import { SupersededEvents } from './superseded-events.js';

/** Events posted as they happen. */
@Module({
  imports: [ExclusionsModule, StorageModule],
  controllers: [EventsController],
  providers: [
    CollectedEventsRepository,
    EventChanges,
    EventCollector,
    PostedDays,
    PostedDaysFinishing,
    PostedLateness,
    RecentEventsRepository,
    SupersededEvents,
  ],
  exports: [EventChanges],
})
export class EventsModule implements OnModuleInit {
  constructor(
    private readonly upkeep: HourlyUpkeep,
    private readonly recent: RecentEventsRepository,
    private readonly finishing: PostedDaysFinishing,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    // Of another process that was killed.
    this.upkeep.add('days of posted events', () => this.finishing.finishLeft());
    this.upkeep.add('old recent events', () => this.recent.prune(this.settings.RECENT_EVENT_DAYS));
  }
}
