import { Module } from '@nestjs/common';
import { InteractionsRepository } from './interactions/interactions.repository.js';
import { liveRecommender } from './model/live-recommender.js';
import { ModelsController } from './model/models.controller.js';
import { ModelsService } from './model/models.service.js';
import { CatalogueRepository } from './recommending/catalogue.repository.js';
import { RecommendingController } from './recommending/recommending.controller.js';
import { RecommendingService } from './recommending/recommending.service.js';
import { TrainingController } from './training/training.controller.js';
import { TrainingPool } from './training/training-pool.js';
import { TrainingService } from './training/training.service.js';
import { TuningController } from './tuning/tuning.controller.js';
import { TuningService } from './tuning/tuning.service.js';
import { TuningsRepository } from './tuning/tunings.repository.js';

@Module({
  controllers: [TrainingController, TuningController, ModelsController, RecommendingController],
  providers: [
    InteractionsRepository,
    TrainingPool,
    TrainingService,
    TuningService,
    TuningsRepository,
    ModelsService,
    liveRecommender(),
    CatalogueRepository,
    RecommendingService,
  ],
})
export class RecommenderModule {}
