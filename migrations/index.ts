import { CreateLogTables1700000000001 } from './1700000000001-create-log-tables.js';
import { CreateModelTables1700000000002 } from './1700000000002-create-model-tables.js';
import { CollectEvents1700000000021 } from './1700000000021-collect-events.js';
import { CreateCoverageViews1700000000031 } from './1700000000031-create-coverage-views.js';
import { ExtendExcludedUsers1700000000032 } from './1700000000032-extend-excluded-users.js';
import { SampleAndDropArchives1700000000033 } from './1700000000033-sample-and-drop-archives.js';
import { RememberDroppedDays1700000000034 } from './1700000000034-remember-dropped-days.js';
import { LeaveRoomForSongs1700000000035 } from './1700000000035-leave-room-for-songs.js';
import { AddScoreSets1700000000041 } from './1700000000041-add-score-sets.js';
import { AddModelRetirement1700000000042 } from './1700000000042-add-model-retirement.js';
import { CreateChurnBacktest1700000000043 } from './1700000000043-create-churn-backtest.js';
import { CheckScoreVersionsOnce1700000000044 } from './1700000000044-check-score-versions-once.js';
import { KeepScoredFeatures1700000000045 } from './1700000000045-keep-scored-features.js';
import { SketchSongsOfADay1700000000046 } from './1700000000046-sketch-songs-of-a-day.js';
import { SketchSingersOfADay1700000000047 } from './1700000000047-sketch-singers-of-a-day.js';
import { CreateRecommenderTuning1700000000061 } from './1700000000061-create-recommender-tuning.js';
import { ServeRecommendations1700000000071 } from './1700000000071-serve-recommendations.js';
import { CountSongRenames1700000000072 } from './1700000000072-count-song-renames.js';
import { CreatePlatformSecret1700000000081 } from './1700000000081-create-platform-secret.js';
import { KeepProgressBesideJobs1700000000082 } from './1700000000082-keep-progress-beside-jobs.js';
import { CreateIdempotencyKey1700000000083 } from './1700000000083-create-idempotency-key.js';
import { NameDownloadsAlike1700000000086 } from './1700000000086-name-downloads-alike.js';
import { RenameParameterSearches1700000000090 } from './1700000000090-rename-parameter-searches.js';
import { DropStoredReasons1700000000091 } from './1700000000091-drop-stored-reasons.js';
import { IdentifyArchives1700000000100 } from './1700000000100-identify-archives.js';
import { RememberOriginals1700000000101 } from './1700000000101-remember-originals.js';
import { KeepRefusalsApart1700000000102 } from './1700000000102-keep-refusals-apart.js';
import { KeepLengthsWithSongs1700000000103 } from './1700000000103-keep-lengths-with-songs.js';
import { PostSongsAside1700000000104 } from './1700000000104-post-songs-aside.js';
import { SupersedePostedEvents1700000000106 } from './1700000000106-supersede-posted-events.js';
import { ExpectUnevenCounts1700000000107 } from './1700000000107-expect-uneven-counts.js';
import { CountEventsOfSongs1700000000108 } from './1700000000108-count-events-of-songs.js';
import { SearchChurnParameters1700000000113 } from './1700000000113-search-churn-parameters.js';
import { CompareOutcomesAnew1700000000115 } from './1700000000115-compare-outcomes-anew.js';
import { EndExperimentsByPromotions1700000000120 } from './1700000000120-end-experiments-by-promotions.js';
import { CountRepeats1700000000121 } from './1700000000121-count-repeats.js';
import { CountSharesOfRepeats1700000000122 } from './1700000000122-count-shares-of-repeats.js';
import { NameComparedModels1700000000128 } from './1700000000128-name-compared-models.js';
import { ReportScreenedAttempts1700000000129 } from './1700000000129-report-screened-attempts.js';
import { ReportColdSongs1700000000138 } from './1700000000138-report-cold-songs.js';
import { NameSourcesOfLists1700000000140 } from './1700000000140-name-sources-of-lists.js';
import { KeyImpressionsByUser1700000000142 } from './1700000000142-key-impressions-by-user.js';
import { ForgetUsers1700000000147 } from './1700000000147-forget-users.js';
import { NameKeys1700000000150 } from './1700000000150-name-keys.js';
import { KeepAudit1700000000151 } from './1700000000151-keep-audit.js';
import { KeepJobLogs1700000000157 } from './1700000000157-keep-job-logs.js';
import { CountChangesOfErasedUsers1700000000158 } from './1700000000158-count-changes-of-erased-users.js';

/** Every migration in order, listed by hand: what runs is what is written here. */
export const migrations = [
  CreateLogTables1700000000001,
  CreateModelTables1700000000002,
  CollectEvents1700000000021,
  CreateCoverageViews1700000000031,
  ExtendExcludedUsers1700000000032,
  SampleAndDropArchives1700000000033,
  RememberDroppedDays1700000000034,
  LeaveRoomForSongs1700000000035,
  AddScoreSets1700000000041,
  AddModelRetirement1700000000042,
  CreateChurnBacktest1700000000043,
  CheckScoreVersionsOnce1700000000044,
  KeepScoredFeatures1700000000045,
  SketchSongsOfADay1700000000046,
  SketchSingersOfADay1700000000047,
  CreateRecommenderTuning1700000000061,
  ServeRecommendations1700000000071,
  CountSongRenames1700000000072,
  CreatePlatformSecret1700000000081,
  KeepProgressBesideJobs1700000000082,
  CreateIdempotencyKey1700000000083,
  NameDownloadsAlike1700000000086,
  RenameParameterSearches1700000000090,
  DropStoredReasons1700000000091,
  IdentifyArchives1700000000100,
  RememberOriginals1700000000101,
  KeepRefusalsApart1700000000102,
  KeepLengthsWithSongs1700000000103,
  PostSongsAside1700000000104,
  SupersedePostedEvents1700000000106,
  ExpectUnevenCounts1700000000107,
  CountEventsOfSongs1700000000108,
  SearchChurnParameters1700000000113,
  CompareOutcomesAnew1700000000115,
  EndExperimentsByPromotions1700000000120,
  CountRepeats1700000000121,
  CountSharesOfRepeats1700000000122,
  NameComparedModels1700000000128,
  ReportScreenedAttempts1700000000129,
  ReportColdSongs1700000000138,
  NameSourcesOfLists1700000000140,
  KeyImpressionsByUser1700000000142,
  ForgetUsers1700000000147,
  NameKeys1700000000150,
  KeepAudit1700000000151,
  KeepJobLogs1700000000157,
  CountChangesOfErasedUsers1700000000158,
];
