import { cronSetting, integerSetting, numberSetting, platformSettings } from '#common';
import { BAND_SETTINGS, BANDS_ASCEND } from '#common/bands';
import { bucketSettings } from '#common/bucket';
import { sparkSettings } from '#common/spark';
import { FORMS } from '#ml/factors';
import { z } from 'zod';

/** What can make factors. */
export const ENGINES = ['kernel', 'spark'] as const;

const above0 = (most: number) => z.coerce.number().gt(0).max(most);
const below1 = z.coerce.number().min(0).lt(1);

/**
 * Settings of the recommender service: what an interaction weighs, how the model is fitted and how it is
 * evaluated.
 */
export const recommenderSettings = platformSettings
  .extend({
    ...BAND_SETTINGS,
    ...sparkSettings,
    PORT: platformSettings.shape.PORT.default(3003),
    RECOMMENDER_FORM: z
      .enum(FORMS)
      .default('hkv')
      .describe('objective of the factors: Hu et al. 2008, or Rendle et al. 2022'),
    RECOMMENDER_ITEM_SHARE: numberSetting(0, 1)
      .default(0.5)
      .describe('share of the item weights (local ridge) in a score; 0: factors alone'),
    RECOMMENDER_ITEM_NEIGHBOURS: integerSetting(1, 1_000)
      .default(100)
      .describe('neighbours that a song has weights of'),
    RECOMMENDER_ITEM_SHRINKAGE: numberSetting(0, 1e6)
      .default(30)
      .describe('shrinkage of the cosine that finds them'),
    RECOMMENDER_ITEM_RIDGE: above0(1e6).default(100).describe('ridge of local ridge'),
    RECOMMENDER_FACTORS: integerSetting(1, 512).default(32).describe('length of a user or song vector'),
    RECOMMENDER_ITERATIONS: integerSetting(1, 100)
      .default(10)
      .describe('iterations of alternating least squares'),
    RECOMMENDER_ALPHA: above0(1e6)
      .default(3)
      .describe('confidence of an interaction of weight w is 1 + alpha w'),
    RECOMMENDER_REGULARIZATION: above0(1e6).default(10).describe('strength of the regularisation of vectors'),
    RECOMMENDER_WORKERS: integerSetting(1, 64)
      .optional()
      .describe('threads of a fit, on which the model does not depend; not set: one a core'),
    RECOMMENDER_FREQUENCY_EXPONENT: numberSetting(0, 2)
      .default(0)
      .describe('regularisation: 0 the same for all vectors, 1 in proportion to their frequency'),
    RECOMMENDER_ENGINE: z
      .enum(ENGINES)
      .default('kernel')
      .describe('engine of a retrain that does not name one'),
    RECOMMENDER_SEED: integerSetting(0)
      .default(42)
      .describe('seed of starting vectors and of evaluated users'),
    RECOMMENDER_RETRAIN_SCHEDULE: cronSetting.describe('cron expression of retrains; empty: none'),
    RECOMMENDER_SCHEDULE_TIMEZONE: z.string().min(1).default('UTC').describe('time zone of the schedule'),
    RECOMMENDER_GATE_USERS: integerSetting(1, 1_000_000)
      .default(100)
      .describe('fewest evaluated users of a version that goes live'),
    RECOMMENDER_GATE_MARGIN: below1
      .default(0.05)
      .describe('share of its NDCG by which another may be better before a version is worse'),
    RECOMMENDER_POPULARITY_MARGIN: below1
      .default(0)
      .describe('share of its NDCG by which popularity may be better before a version is worse'),
    RECOMMENDER_PROMOTE_WITH_HOLES: z
      .stringbool()
      .default(false)
      .describe('whether a version with holes that the live one does not have may replace it'),
    RECOMMENDER_SEARCH_SECONDS: integerSetting(0, 86_400)
      .default(120)
      .describe(
        'seconds that a retrain on new data, or on twice or half as many, searches for parameters; 0: never',
      ),
    RECOMMENDER_KEEP_VERSIONS: integerSetting(1, 1_000)
      .default(5)
      .describe('newest versions whose artefacts are kept, besides the live one and the one before'),
    RECOMMENDER_HELD_OUT_DAYS: integerSetting(1, 60)
      .default(7)
      .describe('last days that the evaluation holds out'),
    RECOMMENDER_EVALUATION_USERS: integerSetting(1, 1_000_000)
      .default(2_000)
      .describe(
        'users that are evaluated, drawn by the seed; up to 5 times as many in comparisons with the live version',
      ),
    RECOMMENDER_MIN_SONG_SECONDS: integerSetting(1, 3_600)
      .default(30)
      .describe('length below which songs are ringtones, outside the model'),
    RECOMMENDER_MIN_LISTENERS: integerSetting(1, 1_000)
      .default(2)
      .describe('listeners below which songs are cold'),
    RECOMMENDER_PLAY_WEIGHT: numberSetting(0, 1_000).default(1).describe('weight of a play to its end'),
    RECOMMENDER_COMPLETION_EXPONENT: numberSetting(0, 10)
      .default(1)
      .describe('exponent of the share heard in the weight of a play; 0: every valid play alike'),
    RECOMMENDER_HALF_LIFE_DAYS: numberSetting(0, 10_000)
      .default(0)
      .describe('days after which an event weighs half; 0: age does not matter'),
    RECOMMENDER_DOWNLOAD_WEIGHT: numberSetting(0, 1_000).default(2).describe('weight of a download'),
    RECOMMENDER_LIKE_WEIGHT: numberSetting(0, 1_000).default(2).describe('weight of a like'),
    RECOMMENDER_ADD_WEIGHT: numberSetting(0, 1_000).default(2).describe('weight of an add to a playlist'),
    RECOMMENDER_SKIP_WEIGHT: numberSetting(0, 1_000).default(0).describe('what a skip takes off'),
    RECOMMENDER_AGAIN_HALF_LIFE_DAYS: numberSetting(0, 10_000)
      .default(0)
      .describe('half-life in days of a play of songs to hear again; 0: each retrain chooses'),
    RECOMMENDER_AGAIN_QUIET_DAYS: integerSetting(1, 10_000)
      .default(30)
      .describe('days without a play after which a song is forgotten'),
    RECOMMENDER_EXPLORATION: numberSetting(0, 0.2)
      .default(0)
      .describe(
        'share of the places of a list that songs with few plays get, chosen at random, in thousandths',
      ),
    RECOMMENDER_SESSION_GAP_MINUTES: integerSetting(1, 1_440)
      .default(30)
      .describe('minutes between the beginnings of two plays from which they are in two sessions'),
    RECOMMENDER_REGION: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .describe('region of requests that name none, for songs that are available in some regions alone'),
    RECOMMENDER_LISTS_FOLDER: z
      .string()
      .min(1)
      .optional()
      .describe('folder that POST /admin/recommender/lists writes to'),
    ...bucketSettings('RECOMMENDER_LISTS_BUCKET', 'bucket for the same files'),
    RECOMMENDER_LISTS_PART_USERS: integerSetting(1, 1_000_000)
      .default(50_000)
      .describe('users of one file of lists: what is written again after the process was killed'),
    RECOMMENDER_LOG_DAMPING: z
      .stringbool()
      .default(true)
      .describe('whether the weight w of a pair counts as log(1 + w)'),
  })
  .refine(...BANDS_ASCEND);

export type RecommenderSettings = z.infer<typeof recommenderSettings>;
