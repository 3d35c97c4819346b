import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { RetentionController } from './retention.controller.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

/** How long days are kept. */
@Module({
  imports: [StorageModule],
  controllers: [RetentionController],
  providers: [RetentionRepository, RetentionService],
})
export class RetentionModule {}
