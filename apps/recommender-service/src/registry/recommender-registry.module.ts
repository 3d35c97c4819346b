import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InteractionsModule } from '../interactions/interactions.repository.js';
import { ChallengerModels } from './challenger-models.js';
import { Experiment } from './experiment.entity.js';
import { ExperimentsController } from './experiments.controller.js';
import { ExperimentsService } from './experiments.service.js';
import { HiddenSongsController } from './hidden-songs.controller.js';
import { HiddenSong, HiddenSongs } from './hidden-songs.js';
import { LiveRecommender } from './live-recommender.js';
import { ModelsController } from './models.controller.js';
import { PopularFallback } from './popular-fallback.js';
import { PopularSongsRepository } from './popular-songs.repository.js';
import { Scenario, ScenarioVersion } from './scenarios/scenario.entity.js';
import { Scenarios } from './scenarios/scenarios.js';
import { ServedModels } from './served-models.js';
import { ServiceEnd } from './service-end.js';
import { ServingStateChanges, ServingStateRepository } from './serving-state.js';
import { UserErasure } from './user-erasure.js';

@Module({
  imports: [
    InteractionsModule,
    TypeOrmModule.forFeature([Experiment, HiddenSong, Scenario, ScenarioVersion]),
  ],
  controllers: [ModelsController, ExperimentsController, HiddenSongsController],
  providers: [
    LiveRecommender,
    ServedModels,
    ServiceEnd,
    PopularFallback,
    PopularSongsRepository,
    ChallengerModels,
    ServingStateChanges,
    ServingStateRepository,
    ExperimentsService,
    HiddenSongs,
    Scenarios,
    UserErasure,
  ],
  exports: [
    ExperimentsService,
    HiddenSongs,
    LiveRecommender,
    PopularFallback,
    PopularSongsRepository,
    Scenarios,
    ServedModels,
    ServiceEnd,
    ServingStateChanges,
    ServingStateRepository,
  ],
})
export class RecommenderRegistryModule {}
