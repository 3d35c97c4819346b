import { Module } from '@nestjs/common';
import { InteractionsRepository } from './interactions/interactions.repository.js';
import { liveRecommender } from './model/live-recommender.js';
import { ModelsController } from './versions/models.controller.js';
import { ModelsService } from './model/models.service.js';
import { RecommenderDecoder } from './model/recommender-decoder.js';
import { ChallengerRepository } from './model/challenger.repository.js';
import { servingControllers, servingProviders } from './serving.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingPool } from './training/training-pool.js';
import { TrainingService } from './training/training.service.js';
import { ParameterSearchesController } from './parameter-search/parameter-searches.controller.js';
import { ParameterSearchesService } from './parameter-search/parameter-searches.service.js';
import { ParameterSearchesRepository } from './parameter-search/parameter-searches.repository.js';

@Module({
  controllers: [TrainingController, ParameterSearchesController, ModelsController, ...servingControllers],
  providers: [
    InteractionsRepository,
    TrainingPool,
    TrainingService,
    ParameterSearchesService,
    ParameterSearchesRepository,
    ModelsService,
    ChallengerRepository,
    RecommenderDecoder,
    liveRecommender(),
    ...servingProviders,
  ],
})
export class RecommenderModule {}
