import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { ScoresModule } from '../scores/scores.module.js';
import { AudienceMembers } from './audience-members.js';
import { AudienceReads } from './audience-reads.js';
import { AudienceUpkeep } from './audience-upkeep.js';
import { Audience } from './audience.entity.js';
import { AudiencesController } from './audiences.controller.js';
import { AudiencesService } from './audiences.service.js';

/** Users who meet conditions on their scores, and who of them enters and leaves. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Audience]),
    ErasureModule,
    CampaignsModule,
    DatasetModule,
    ChurnRegistryModule,
    ScoresModule,
  ],
  controllers: [AudiencesController],
  providers: [AudienceMembers, AudiencesService, AudienceReads, AudienceUpkeep],
})
export class AudiencesModule {}
