import { Module } from '@nestjs/common';
import { DatasetModule } from '../dataset/dataset.module.js';
import { PopulationController } from './population.controller.js';
import { PopulationRepository } from './population.repository.js';
import { PopulationService } from './population.service.js';

/** Where users stand between their first event and their last. */
@Module({
  imports: [DatasetModule],
  controllers: [PopulationController],
  providers: [PopulationRepository, PopulationService],
})
export class PopulationModule {}
