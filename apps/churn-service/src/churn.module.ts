import { Module } from '@nestjs/common';
import { AudiencesModule } from './audiences/audiences.module.js';
import { BacktestsModule } from './backtests/backtests.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import { DatasetModule } from './dataset/dataset.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { DecisionModule } from './decision/decision.controller.js';
import { RetrainingModule } from './retraining/retraining.module.js';
import { MonitoringModule } from './monitoring/monitoring.module.js';
import { PopulationModule } from './population/population.module.js';
import { PortableModelsModule } from './portable/portable-models.controller.js';
import { ChurnRegistryModule } from './registry/churn-registry.module.js';
import { ServingModule } from './serving/serving.module.js';
import { ContactSuppressionsModule } from './contact-suppressions/contact-suppressions.controller.js';
import { UserValuesModule } from './user-values/user-values.controller.js';

/** The path from a user's days to a risk: all modules that answer requests. */
@Module({
  imports: [
    DatasetModule,
    ChurnRegistryModule,
    PortableModelsModule,
    MonitoringModule,
    BacktestsModule,
    PopulationModule,
    DecisionModule,
    DeliveryModule,
    RetrainingModule,
    ServingModule,
    ContactSuppressionsModule,
    UserValuesModule,
    AudiencesModule,
    CampaignsModule,
  ],
})
export class ChurnModule {}
