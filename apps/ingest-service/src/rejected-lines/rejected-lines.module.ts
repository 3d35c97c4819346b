import { Module } from '@nestjs/common';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { LoadingModule } from '../loading/loading.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoredMappingsModule } from '../stored-mappings/stored-mappings.module.js';
import { LineReplay } from './line-replay.js';
import { RejectedLinesController } from './rejected-lines.controller.js';
import { RejectedLinesService } from './rejected-lines.service.js';

/** What is no event: listed, and read again. */
@Module({
  imports: [ExclusionsModule, LoadingModule, StorageModule, StoredMappingsModule],
  controllers: [RejectedLinesController],
  providers: [LineReplay, RejectedLinesService],
})
export class RejectedLinesModule {}
