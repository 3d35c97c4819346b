import { cronSetting, platformSettings } from '#common';
import { sparkSettings } from '#common/spark';
import { z } from 'zod';
import { servingSettings } from './serving.settings.js';

/** What the factors can minimise, and how liked songs can speak for others. */
export const FORMS = ['hkv', 'rendle'] as const;
export const ITEM_MODELS = ['local-ridge', 'neighbours'] as const;
/** What the frequency of a user or song counts. */
export const FREQUENCIES = ['all', 'observed'] as const;
/** What can make factors. */
export const ENGINES = ['kernel', 'spark'] as const;

const count = (min: number, max: number, preset: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(min).max(max).default(preset);

/** Settings of the recommender service: what an interaction weighs, how the model is fitted and how it is evaluated. */
export const recommenderSettings = platformSettings.extend({
  ...servingSettings,
  ...sparkSettings,
  PORT: platformSettings.shape.PORT.default(3003),
  RECOMMENDER_FORM: z
    .enum(FORMS)
    .default('hkv')
    .describe('what the factors minimise: hkv (Hu et al. 2008) or rendle (Rendle et al. 2022)'),
  RECOMMENDER_ITEM_MODEL: z
    .enum(ITEM_MODELS)
    .default('local-ridge')
    .describe('how liked songs speak for others, where RECOMMENDER_ITEM_SHARE is above 0'),
  RECOMMENDER_ITEM_SHARE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of the item weights in a score; 0: factors alone, 1: item weights alone'),
  RECOMMENDER_ITEM_NEIGHBOURS: count(1, 1_000, 100).describe('neighbours that a song has weights of'),
  RECOMMENDER_ITEM_SHRINKAGE: z.coerce
    .number()
    .min(0)
    .max(1e6)
    .default(30)
    .describe('shrinkage of the cosine that finds them'),
  RECOMMENDER_ITEM_RIDGE: z.coerce.number().gt(0).max(1e6).default(100).describe('ridge of local ridge'),
  RECOMMENDER_FACTORS: count(1, 512, 32).describe('length of a user or song vector'),
  RECOMMENDER_ITERATIONS: count(1, 100, 10).describe('iterations of alternating least squares'),
  RECOMMENDER_CG_STEPS: count(1, 100, 2).describe('conjugate-gradient steps a row and iteration'),
  RECOMMENDER_ALPHA: z.coerce
    .number()
    .gt(0)
    .max(1e6)
    .default(3)
    .describe('confidence of an interaction of weight w is 1 + alpha w'),
  RECOMMENDER_REGULARIZATION: z.coerce
    .number()
    .gt(0)
    .max(1e6)
    .default(10)
    .describe('strength of the regularisation of vectors'),
  RECOMMENDER_LEAST_GAIN: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe('a fit ends when an iteration lowers the loss by less than this share; 0 never ends early'),
  RECOMMENDER_WORKERS: count(1, 2, 2).describe('threads of a fit; the model is the same for any number'),
  RECOMMENDER_FREQUENCY_EXPONENT: z.coerce
    .number()
    .min(0)
    .max(2)
    .default(0)
    .describe('0 regularises all vectors alike, 1 in proportion to how often their user or song occurs'),
  RECOMMENDER_FREQUENCY: z
    .enum(FREQUENCIES)
    .default('all')
    .describe(
      'what that counts: all pairs, unobserved ones by their weight, or the observed alone, as Spark does',
    ),
  RECOMMENDER_ENGINE: z
    .enum(ENGINES)
    .default('kernel')
    .describe('what fits factors where a retrain does not say: kernel (in this process) or spark'),
  RECOMMENDER_SEED: count(0, Number.MAX_SAFE_INTEGER, 42).describe(
    'seed of the starting vectors and of the choice of users to evaluate',
  ),
  RECOMMENDER_RETRAIN_SCHEDULE: cronSetting.describe(
    'when a new version is trained, as a cron expression; empty: never by itself',
  ),
  RECOMMENDER_SCHEDULE_TIMEZONE: z.string().min(1).default('UTC').describe('time zone of the schedule'),
  RECOMMENDER_GATE_USERS: count(1, 1_000_000, 10).describe(
    'a version that fewer users could be evaluated on does not go live',
  ),
  RECOMMENDER_GATE_MARGIN: z.coerce
    .number()
    .min(0)
    .lt(1)
    .default(0.05)
    .describe('share of its NDCG by which another may be better before a version counts as worse than it'),
  RECOMMENDER_PROMOTE_WITH_HOLES: z
    .stringbool()
    .default(false)
    .describe('whether a version may replace the live one when days have broken since that one learned'),
  RECOMMENDER_SEARCH_SECONDS: count(0, 86_400, 120).describe(
    'a retrain on new data, or on twice or half as many, first searches for parameters for about so long; 0: never',
  ),
  RECOMMENDER_SEARCH_ATTEMPTS: count(2, 200, 24).describe('most fits of factors that such a search tries'),
  RECOMMENDER_KEEP_VERSIONS: count(1, 1_000, 5).describe(
    'newest versions whose artefacts are kept, besides the live one and the one before it',
  ),
  RECOMMENDER_HELD_OUT_DAYS: count(1, 60, 7).describe('last days that the evaluation holds out'),
  RECOMMENDER_EVALUATION_USERS: count(1, 1_000_000, 2_000).describe(
    'evaluate at most this many users, drawn by the seed',
  ),
  RECOMMENDER_PERCENTILE_USERS: count(0, 1_000_000, 300).describe(
    'of these users every song is ranked, for the expected percentile',
  ),
  RECOMMENDER_NEIGHBOUR_SHRINKAGE: z.coerce
    .number()
    .min(0)
    .max(1e6)
    .default(100)
    .describe('shrinkage of the cosine of the item-neighbour baseline'),
  RECOMMENDER_NEIGHBOUR_USERS: count(1, 1_000_000, 500).describe(
    'evaluate the item-neighbour baseline on at most this many of the users',
  ),
  RECOMMENDER_NEIGHBOURS: count(1, 10_000, 100).describe(
    'neighbours a song has in the item-neighbour baseline',
  ),
  RECOMMENDER_MIN_SONG_SECONDS: count(1, 3_600, 30).describe(
    'shorter songs are ringtones and stay out of the model',
  ),
  RECOMMENDER_MIN_LISTENERS: count(1, 1_000, 2).describe('songs with fewer listeners stay out of the model'),
  RECOMMENDER_PLAY_WEIGHT: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(1)
    .describe('weight of a play to its end; a shorter one weighs its share'),
  RECOMMENDER_COMPLETION_EXPONENT: z.coerce
    .number()
    .min(0)
    .max(10)
    .default(1)
    .describe('a play weighs its share heard to this power; 0: every valid play alike'),
  RECOMMENDER_HALF_LIFE_DAYS: z.coerce
    .number()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('days after which an event weighs half; 0: age does not matter'),
  RECOMMENDER_DOWNLOAD_WEIGHT: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(2)
    .describe('weight of a download'),
  RECOMMENDER_AGAIN_HALF_LIFE_DAYS: z.coerce
    .number()
    .gt(0)
    .max(10_000)
    .default(30)
    .describe('days after which a play counts half for songs to hear again'),
  RECOMMENDER_AGAIN_SKIP_PENALTY: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(0.5)
    .describe('what a skip takes off a song to hear again, in plays to its end'),
  RECOMMENDER_AGAIN_QUIET_DAYS: count(1, 10_000, 30).describe(
    'days without a play after which a song to hear again is a forgotten one',
  ),
  RECOMMENDER_TRENDING_HALF_LIFE_DAYS: z.coerce
    .number()
    .gt(0)
    .max(365)
    .default(3)
    .describe('days before the newest one after which a listener counts half for songs that rise'),
  RECOMMENDER_FATIGUE_AFTER: count(0, 1_000, 0).describe(
    'a song that was shown to a user so often and not played sinks behind all others; 0: never',
  ),
  RECOMMENDER_FATIGUE_DAYS: count(1, 365, 14).describe('days back that showings of a song count'),
  RECOMMENDER_LOG_DAMPING: z
    .stringbool()
    .default(true)
    .describe('whether the summed weight w of a user and song counts as log(1 + w)'),
});

export type RecommenderSettings = z.infer<typeof recommenderSettings>;
