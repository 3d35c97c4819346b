import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { DriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesRepository } from './outcomes.repository.js';
import { OutcomesService } from './outcomes.service.js';

/** Whether past scores came true, and whether the users have changed. */
@Module({
  imports: [DatasetModule, ChurnRegistryModule],
  controllers: [OutcomesController, DriftController],
  providers: [OutcomesRepository, OutcomesService, DriftService],
  exports: [OutcomesService],
})
export class MonitoringModule {}
