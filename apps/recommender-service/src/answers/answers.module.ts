import { Module } from '@nestjs/common';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { KnownFacts } from './constraints/known-facts.js';
import { KeptAnswers, PersonalAnswers } from './kept-answers.js';
import { PageCursors } from './page-cursor.js';
import { RecommendationIds } from './recommendation-id.js';
import { NamedSongs } from './shown-songs.js';
import { SongLists } from './song-lists.js';

@Module({
  imports: [RecommenderRegistryModule],
  providers: [
    RecommendationIds,
    CatalogueRepository,
    NamedSongs,
    KeptAnswers,
    KnownFacts,
    PageCursors,
    PersonalAnswers,
    SongLists,
  ],
  exports: [
    RecommendationIds,
    CatalogueRepository,
    KeptAnswers,
    KnownFacts,
    PageCursors,
    PersonalAnswers,
    SongLists,
  ],
})
export class AnswersModule {}
