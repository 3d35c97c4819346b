import { Module } from '@nestjs/common';
import { VersionsModule } from '../versions/versions.module.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { KnownFacts } from './constraints/known-facts.js';
import { KeptLists } from './kept-lists.js';
import { NamedSongs } from './named-songs.js';
import { PageCursors } from './page-cursor.js';
import { PersonalAnswers } from './personal-answers.js';
import { RecommendationIds } from './recommendation-id.js';
import { SongLists } from './song-lists.js';

@Module({
  imports: [VersionsModule],
  providers: [
    RecommendationIds,
    CatalogueRepository,
    NamedSongs,
    KeptLists,
    KnownFacts,
    PageCursors,
    PersonalAnswers,
    SongLists,
  ],
  exports: [
    RecommendationIds,
    CatalogueRepository,
    KeptLists,
    KnownFacts,
    PageCursors,
    PersonalAnswers,
    SongLists,
  ],
})
export class AnswersModule {}
