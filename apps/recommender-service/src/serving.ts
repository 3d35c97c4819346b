import { AttributionController } from './outcomes/outcomes.controller.js';
import { AttributionRepository } from './outcomes/outcomes.repository.js';
import { ExperimentsService } from './versions/experiments.service.js';
import { OutcomesService } from './outcomes/outcomes.service.js';
import { ServedModels } from './versions/served-models.js';
import { AudienceController } from './serving/audience/audience.controller.js';
import { AudienceRepository } from './serving/audience/audience.repository.js';
import { SimilarUsers } from './serving/audience/similar-users.js';
import { UsersForSong } from './serving/audience/users-for-song.js';
import { Winback } from './serving/audience/winback.js';
import { FreshUsers } from './listener/fresh-users.js';
import { MomentsRepository } from './listener/moments.repository.js';
import { CatalogueRepository } from './answers/catalogue.repository.js';
import { GuestSongs } from './serving/guest-songs.js';
import { Listeners } from './listener/listeners.js';
import { BatchController } from './serving/batch.controller.js';
import { RecommendingController } from './serving/recommending.controller.js';
import { PageCursors } from './answers/page-cursor.js';
import { RecommendingService } from './serving/recommending.service.js';
import { SongLists } from './answers/song-lists.js';
import { SongsForUsers } from './serving/songs-for-users.js';
import { HiddenSongsController } from './versions/hidden-songs.controller.js';
import { HiddenSongsRepository } from './versions/hidden-songs.repository.js';
import { HiddenSongsService } from './versions/hidden-songs.service.js';
import { PopularSongs } from './serving/songs/popular-songs.js';
import { PopularSongsRepository } from './serving/songs/popular-songs.repository.js';
import { SimilarSongs } from './serving/songs/similar-songs.js';
import { SongsController } from './serving/songs/songs.controller.js';

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
