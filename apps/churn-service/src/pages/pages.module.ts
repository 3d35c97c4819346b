import { Module } from '@nestjs/common';
import { BacktestsModule } from '../backtests/backtests.module.js';
import { MonitoringModule } from '../monitoring/monitoring.module.js';
import { PopulationModule } from '../population/population.module.js';
import { ChurnRegistryModule } from '../registry/churn-registry.module.js';
import { PagesController } from './pages.controller.js';
import { ReportPagesController } from './report-pages.controller.js';

/** What the other folders know, drawn as pages that link to each other. */
@Module({
  imports: [ChurnRegistryModule, MonitoringModule, BacktestsModule, PopulationModule],
  controllers: [PagesController, ReportPagesController],
})
export class PagesModule {}
