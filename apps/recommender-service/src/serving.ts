import { AttributionController } from './attribution/attribution.controller.js';
import { AttributionRepository } from './attribution/attribution.repository.js';
import { ExperimentsService } from './attribution/experiments.service.js';
import { OutcomesService } from './attribution/outcomes.service.js';
import { ServedModels } from './attribution/served-models.js';
import { AudienceController } from './audience/audience.controller.js';
import { AudienceRepository } from './audience/audience.repository.js';
import { SimilarUsers } from './audience/similar-users.js';
import { UsersForSong } from './audience/users-for-song.js';
import { Winback } from './audience/winback.js';
import { FreshUsers } from './freshness/fresh-users.js';
import { MomentsRepository } from './freshness/moments.repository.js';
import { CatalogueRepository } from './recommending/catalogue.repository.js';
import { GuestSongs } from './recommending/guest-songs.js';
import { Listeners } from './recommending/listeners.js';
import { BatchController } from './recommending/batch.controller.js';
import { RecommendingController } from './recommending/recommending.controller.js';
import { PageCursors } from './recommending/page-cursor.js';
import { RecommendingService } from './recommending/recommending.service.js';
import { SongLists } from './recommending/song-lists.js';
import { SongsForUsers } from './recommending/songs-for-users.js';
import { HiddenSongsController } from './songs/hidden-songs.controller.js';
import { HiddenSongsRepository } from './songs/hidden-songs.repository.js';
import { HiddenSongsService } from './songs/hidden-songs.service.js';
import { PopularSongs } from './songs/popular-songs.js';
import { PopularSongsRepository } from './songs/popular-songs.repository.js';
import { SimilarSongs } from './songs/similar-songs.js';
import { SongsController } from './songs/songs.controller.js';

/** Everything that answers from a finished model. */
export const servingControllers = [
  SongsController,
  AudienceController,
  BatchController,
  AttributionController,
  HiddenSongsController,
  RecommendingController,
];

export const servingProviders = [
  MomentsRepository,
  FreshUsers,
  ServedModels,
  AttributionRepository,
  OutcomesService,
  ExperimentsService,
  HiddenSongsRepository,
  HiddenSongsService,
  CatalogueRepository,
  Listeners,
  SongLists,
  PageCursors,
  RecommendingService,
  SongsForUsers,
  GuestSongs,
  AudienceRepository,
  UsersForSong,
  SimilarUsers,
  Winback,
  PopularSongsRepository,
  PopularSongs,
  SimilarSongs,
];
