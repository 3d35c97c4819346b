import { Module } from '@nestjs/common';
import { AnswersModule } from '../answers/answers.module.js';
import { ListenerModule } from '../listener/listeners.js';
import { RecommenderRegistryModule } from '../registry/recommender-registry.module.js';
import { InteractionsModule } from '../interactions/interactions.repository.js';
import { RepeatsModule } from '../repeats/repeats.repository.js';
import { SongsAgain } from './again/songs-again.js';
import { Home } from './home/home.js';
import { AudienceController } from './audience/audience.controller.js';
import { AudienceGroups } from './audience/audience-groups.js';
import { AudienceRepository } from './audience/audience.repository.js';
import { InterestedPages } from './audience/interested-pages.js';
import { SimilarUsers } from './audience/similar-users.js';
import { Winback } from './audience/winback.js';
import { GuestSongs } from './guest-songs.js';
import { MixedSongs } from './mix/mixed-songs.js';
import { NextController } from './next/next.controller.js';
import { NextSongs } from './next/next-songs.js';
import { RecommendationsController } from './recommendations.controller.js';
import { RecommendingService } from './recommending.service.js';
import { ListPlans } from './scenarios/list-plans.js';
import { ScenarioActions } from './scenarios/scenario-actions.js';
import { ScenariosController } from './scenarios/scenarios.controller.js';
import { SourceSongs } from './scenarios/source-songs.js';
import { SearchIndexes } from './search/search-index.js';
import { SearchController } from './search/search.controller.js';
import { Search } from './search/search.js';
import { SingerVectors } from './singers/singer-vectors.js';
import { SingersController } from './singers/singers.controller.js';
import { Singers } from './singers/singers.js';
import { UsersForSinger } from './singers/users-for-singer.js';
import { NearSongs } from './songs/near-songs.js';
import { NewReleases } from './songs/new-releases.js';
import { PopularSongs } from './songs/popular-songs.js';
import { SimilarSongs } from './songs/similar-songs.js';
import { SongListening } from './songs/song-listening.js';
import { SongsController } from './songs/songs.controller.js';
import { TrendingSongs } from './songs/trending-songs.js';
import { SongsForUsers } from './songs-for-users.js';

@Module({
  imports: [InteractionsModule, RepeatsModule, AnswersModule, ListenerModule, RecommenderRegistryModule],
  controllers: [
    SearchController,
    SongsController,
    SingersController,
    AudienceController,
    ScenariosController,
    RecommendationsController,
    NextController,
  ],
  providers: [
    RecommendingService,
    SongsAgain,
    Home,
    SongsForUsers,
    GuestSongs,
    SimilarSongs,
    SongListening,
    NewReleases,
    PopularSongs,
    TrendingSongs,
    Search,
    SearchIndexes,
    NearSongs,
    Singers,
    SingerVectors,
    UsersForSinger,
    MixedSongs,
    ListPlans,
    ScenarioActions,
    SourceSongs,
    NextSongs,
    SimilarUsers,
    Winback,
    InterestedPages,
    AudienceRepository,
    AudienceGroups,
  ],
  exports: [InterestedPages, ListPlans],
})
export class ServingModule {}
