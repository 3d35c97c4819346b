import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { ScoresModule } from '../scores/scores.module.js';
import { AlertMetrics } from './alerts/alert-metrics.js';
import { AlertsService } from './alerts/alerts.service.js';
import { DriftService } from './drift.service.js';
import { MonitoringController } from './monitoring.controller.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { OutcomesService } from './outcomes.service.js';
import { ShadowOutcomes } from './shadow-outcomes.js';

/** Whether past scores came true, whether the users have changed, and what needs attention. */
@Module({
  imports: [DatasetModule, ChurnRegistryModule, ScoresModule],
  controllers: [MonitoringController],
  providers: [OutcomesRepository, OutcomesService, ShadowOutcomes, DriftService, AlertsService, AlertMetrics],
  exports: [OutcomesService, AlertsService],
})
export class MonitoringModule {}
