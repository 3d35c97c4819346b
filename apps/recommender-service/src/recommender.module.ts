import { Module } from '@nestjs/common';
import { InteractionsRepository } from './interactions/interactions.repository.js';
import { liveRecommender } from './versions/live-recommender.js';
import { ModelsController } from './versions/models.controller.js';
import { ModelsService } from './versions/models.service.js';
import { RecommenderDecoder } from './model/recommender-decoder.js';
import { ChallengerRepository } from './versions/challenger.repository.js';
import { servingControllers, servingProviders } from './serving.js';
import { TrainingController } from './retraining/training.controller.js';
import { TrainingPool } from './retraining/training-pool.js';
import { TrainingService } from './retraining/training.service.js';
import { ParameterSearchesController } from './retraining/parameter-searches.controller.js';
import { ParameterSearchesService } from './retraining/parameter-searches.service.js';
import { ParameterSearchesRepository } from './retraining/parameter-searches.repository.js';

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
