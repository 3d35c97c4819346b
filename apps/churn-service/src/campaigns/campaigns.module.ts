import { ModelVersion } from '#common';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetModule } from '../dataset/dataset.module.js';
import { DeliveryModule } from '../delivery/delivery.module.js';
import { CampaignAudience } from './campaign-audience.js';
import { CampaignResults } from './campaign-results.js';
import { CampaignUplift } from './campaign-uplift.js';
import { Campaign } from './campaign.entity.js';
import { CampaignsController } from './campaigns.controller.js';
import { CampaignsService } from './campaigns.service.js';
import { UpliftPolicy } from './uplift-policy.js';

/** Contacts of an audience with a hold-out, and what they did. */
@Module({
  imports: [TypeOrmModule.forFeature([Campaign, ModelVersion]), DatasetModule, DeliveryModule],
  controllers: [CampaignsController],
  providers: [CampaignAudience, CampaignUplift, UpliftPolicy, CampaignResults, CampaignsService],
  exports: [CampaignResults, CampaignUplift],
})
export class CampaignsModule {}
