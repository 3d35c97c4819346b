import { Module } from '@nestjs/common';
import { InteractionsRepository } from './interactions/interactions.repository.js';
import { liveRecommender } from './model/live-recommender.js';
import { ModelsController } from './model/models.controller.js';
import { ModelsService } from './model/models.service.js';
import { RecommenderDecoder } from './model/recommender-decoder.js';
import { TrialsRepository } from './model/trials.repository.js';
import { servingControllers, servingProviders } from './serving.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingPool } from './training/training-pool.js';
import { TrainingService } from './training/training.service.js';
import { TuningController } from './tuning/tuning.controller.js';
import { TuningService } from './tuning/tuning.service.js';
import { TuningsRepository } from './tuning/tunings.repository.js';

@Module({
  controllers: [TrainingController, TuningController, ModelsController, ...servingControllers],
  providers: [
    InteractionsRepository,
    TrainingPool,
    TrainingService,
    TuningService,
    TuningsRepository,
    ModelsService,
    TrialsRepository,
    RecommenderDecoder,
    liveRecommender(),
    ...servingProviders,
  ],
})
export class RecommenderModule {}
