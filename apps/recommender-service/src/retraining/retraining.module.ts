import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ParameterSearch } from './parameter-search.entity.js';
import { SequenceModule } from '../sequence/sessions.repository.js';
import { RepeatsModule } from '../repeats/repeats.repository.js';
import { SearchesRepository } from '../searches/searches.repository.js';
import { InteractionsModule } from '../interactions/interactions.repository.js';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { LiveComparison } from './live-comparison.js';
import { ParameterSearchesController } from './parameter-searches.controller.js';
import { ParameterSearchesRepository } from './parameter-searches.repository.js';
import { ParameterSearchesService } from './parameter-searches.service.js';
import { SearchDataReader } from './search-data.js';
import { TrainingDataReader } from './training-data.js';
import { TrainingController } from './training.controller.js';
import { TrainingService } from './training.service.js';
import { VersionPublisher } from './version-publisher.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ParameterSearch]),
    InteractionsModule,
    RepeatsModule,
    SequenceModule,
    RecommenderRegistryModule,
  ],
  controllers: [TrainingController, ParameterSearchesController],
  providers: [
    TrainingService,
    TrainingDataReader,
    LiveComparison,
    VersionPublisher,
    ParameterSearchesService,
    SearchDataReader,
    ParameterSearchesRepository,
    SearchesRepository,
  ],
})
export class RetrainingModule {}
