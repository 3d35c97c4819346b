import { Module } from '@nestjs/common';
import { ExclusionsModule } from '../exclusions/exclusions.controller.js';
import { StorageModule } from '../storage/storage.module.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { PrivacyController } from './privacy.controller.js';
import { UserExport } from './user-export.service.js';

/** What users may ask for: to be forgotten, and to see what is kept of them. */
@Module({
  imports: [ExclusionsModule, StorageModule],
  controllers: [PrivacyController],
  providers: [ErasureRepository, ErasureService, UserExport],
})
export class PrivacyModule {}
