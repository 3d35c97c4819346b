import { ErasureModule, ModelVersion } from '#common';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { CampaignUplift } from './campaign-uplift.js';
import { Campaign } from './campaign.entity.js';
import { CampaignsController } from './campaigns.controller.js';
import { CampaignsRepository } from './campaigns.repository.js';
import { CampaignsService } from './campaigns.service.js';
import { ContactSuppressions } from './contact-suppressions.js';
import { ContactSuppressionsController } from './contact-suppressions.controller.js';

/** Contacts of an audience with a hold-out, and what they did. */
@Module({
  imports: [TypeOrmModule.forFeature([Campaign, ModelVersion]), DatasetModule, DeliveryModule, ErasureModule],
  controllers: [CampaignsController, ContactSuppressionsController],
  providers: [CampaignsRepository, CampaignsService, CampaignUplift, ContactSuppressions],
  exports: [CampaignsService],
})
export class CampaignsModule {}
