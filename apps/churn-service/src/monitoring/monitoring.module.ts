import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { AlertMetrics } from './alerts/alert-metrics.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { AlertsRepository } from './alerts/alerts.repository.js';
import { AlertsService } from './alerts/alerts.service.js';
import { DriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { OutcomesService } from './outcomes.service.js';

/** Whether past scores came true, whether the users have changed, and what needs attention. */
@Module({
  imports: [DatasetModule, ChurnRegistryModule],
  controllers: [OutcomesController, DriftController, AlertsController],
  providers: [
    OutcomesRepository,
    OutcomesService,
    DriftService,
    AlertsRepository,
    AlertsService,
    AlertMetrics,
  ],
  exports: [OutcomesService, AlertsService],
})
export class MonitoringModule {}
