import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { PopulationController } from './population.controller.js';
import { ActiveDaysRepository } from './active-days.repository.js';
import { PopulationService } from './population.service.js';

/** Where users stand between their first event and their last. */
@Module({
  imports: [DatasetModule],
  controllers: [PopulationController],
  providers: [ActiveDaysRepository, PopulationService],
})
export class PopulationModule {}
