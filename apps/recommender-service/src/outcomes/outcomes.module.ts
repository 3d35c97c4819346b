import { ErasureModule } from '#common';
import { Module } from '@nestjs/common';
import { AnswersModule } from '../answers/answers.module.js';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { ExperimentResults } from './experiment-results.js';
import { OutcomesController } from './outcomes.controller.js';
import { OutcomesService } from './outcomes.service.js';
import { VersionEstimates } from './version-estimates.js';

@Module({
  imports: [AnswersModule, ErasureModule, RecommenderRegistryModule],
  controllers: [OutcomesController],
  providers: [OutcomesService, ExperimentResults, VersionEstimates],
})
export class OutcomesModule {}
