import { Module } from '@nestjs/common';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { DislikedSongs } from './disliked-songs.js';
import { KnownFacts } from './constraints/known-facts.js';
import { PageCursors } from './page-cursor.js';
import { RecommendationIds } from './recommendation-ids.js';
import { SongLists } from './song-lists.js';

@Module({
  imports: [RecommenderRegistryModule],
  providers: [RecommendationIds, CatalogueRepository, KnownFacts, DislikedSongs, PageCursors, SongLists],
  exports: [RecommendationIds, CatalogueRepository, KnownFacts, DislikedSongs, PageCursors, SongLists],
})
export class AnswersModule {}
