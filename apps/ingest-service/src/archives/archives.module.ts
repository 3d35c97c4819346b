import { Module } from '@nestjs/common';
import { ArchiveListRepository } from './archive-list.repository.js';
import { ArchivesController } from './archives.controller.js';
import { ArchivesService } from './archives.service.js';

/** What is known of every archive. */
@Module({ controllers: [ArchivesController], providers: [ArchiveListRepository, ArchivesService] })
export class ArchivesModule {}
