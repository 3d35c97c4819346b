import { Module } from '@nestjs/common';
import { CampaignsModule } from '../campaigns/campaigns.module.js';
import { DatasetModule } from '../dataset/dataset.module.js';
import { MonitoringModule } from '../monitoring/monitoring.module.js';
import { PublishingModule } from '../publishing/published-scores.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { ScoresModule } from '../scores/scores.module.js';
import { RetrainingController } from './retraining.controller.js';
import { RetrainingService } from './retraining.service.js';
import { ScoreJob } from './score-job.js';

/** What moves the service on: retraining, promotion, scoring everybody, and when these begin by themselves. */
@Module({
  imports: [
    DatasetModule,
    ChurnRegistryModule,
    ScoresModule,
    MonitoringModule,
    CampaignsModule,
    PublishingModule,
  ],
  controllers: [RetrainingController],
  providers: [ScoreJob, RetrainingService],
})
export class RetrainingModule {}
