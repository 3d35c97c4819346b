import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { ArchiveDeletion } from './archive-deletion.js';
import { ArchivesController } from './archives.controller.js';
import { ArchivesService } from './archives.service.js';

/** What is known of every archive, and its end. */
@Module({
  imports: [EventsModule, ExclusionsModule, StorageModule],
  controllers: [ArchivesController],
  providers: [ArchiveDeletion, ArchivesService],
})
export class ArchivesModule {}
