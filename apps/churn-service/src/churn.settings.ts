import { cronSetting, integerSetting, numberSetting, platformSettings, SETTLING_SETTING } from '#common';
import { BAND_SETTINGS, BANDS_ASCEND } from '#common/bands';
import { bucketSettings } from '#common/bucket';
import { z } from 'zod';
import { EVENT_KINDS } from './event-kinds.js';

/** A comma-separated list of kinds of event. */
const eventKinds = z
  .string()
  .default(EVENT_KINDS.join(','))
  .transform((text) => text.split(',').map((kind) => kind.trim()))
  .pipe(z.array(z.enum(EVENT_KINDS)).min(1))
  .transform((kinds) => EVENT_KINDS.filter((kind) => kinds.includes(kind)));

/** Kinds of model, simpler ones first. */
const MODEL_KINDS = ['logistic-regression', 'random-forest', 'gradient-boosting'] as const;

export const SERVED_KINDS = [...MODEL_KINDS, 'blend'] as const;

/** A comma-separated list of kinds of model, simpler ones first whatever the order given. */
const modelKinds = z
  .string()
  .default(MODEL_KINDS.join(','))
  .transform((text) => text.split(',').map((kind) => kind.trim()))
  .pipe(z.array(z.enum(MODEL_KINDS)).min(1))
  .transform((kinds) => MODEL_KINDS.filter((kind) => kinds.includes(kind)));

/** Settings of the churn service; the windows default to those of the original data family. */
export const churnSettings = platformSettings
  .extend({
    PORT: platformSettings.shape.PORT.default(3002),
    CHURN_FEATURE_DAYS: integerSetting(2, 365)
      .default(30)
      .describe('days of the feature window, up to the snapshot date'),
    CHURN_LABEL_DAYS: integerSetting(1, 90)
      .default(14)
      .describe('days of the label window, from the day after the snapshot date'),
    CHURN_HISTORY_DAYS: integerSetting(1, 730)
      .default(365)
      .describe('most days that features look back, as far as logs reach'),
    ...SETTLING_SETTING,
    CHURN_MISSING_LABEL_DAYS: integerSetting(0, 89)
      .default(1)
      .describe(
        'most incomplete days of a label window that is learned from all the same, with the weight of its complete days',
      ),
    CHURN_ACTIVITY_KINDS: eventKinds.describe('kinds of event whose absence in the label window is churn'),
    CHURN_POPULATION_KINDS: eventKinds.describe('kinds of event that make a user belong to the population'),
    CHURN_POPULATION_MIN_DAYS: integerSetting(1, 365)
      .default(1)
      .describe('fewest days with such an event in the feature window'),
    CHURN_GATE_PATIENCE_DAYS: integerSetting(0, 3650)
      .default(28)
      .describe('days after the live version from which the gate takes a wider margin, for few users'),
    CHURN_KEEP_VERSIONS: integerSetting(1, 1000).default(10).describe('newest versions that can be promoted'),
    CHURN_FEATURES_KEEP_DAYS: integerSetting(0, 36_500)
      .default(90)
      .describe(
        'days before the newest scores after which older scores lose their features, and so their reasons',
      ),
    CHURN_SCORES_KEEP_DAYS: integerSetting(0, 36_500)
      .default(730)
      .describe('days before the newest scores after which older scores are dropped, with their outcomes'),
    CHURN_SCORE_SCHEDULE: cronSetting.describe(
      'cron expression of scorings of everybody, where new days are loaded; empty: none',
    ),
    CHURN_RETRAIN_SCHEDULE: cronSetting.describe('cron expression of retrains; empty: none'),
    CHURN_SCHEDULE_TIMEZONE: z.string().min(1).default('UTC').describe('time zone of both schedules'),
    CHURN_TEST_SHARE: numberSetting(0.05, 0.5)
      .default(0.2)
      .describe('share of users that versions are evaluated on'),
    CHURN_MODELS: modelKinds.describe(
      'kinds of model that a retraining trains and blends; logistic-regression, random-forest, gradient-boosting',
    ),
    CHURN_SNAPSHOTS: integerSetting(1, 26)
      .default(26)
      .describe(
        'most snapshots to learn from, a label window or a day more apart; more than six only within CHURN_SNAPSHOT_USERS',
      ),
    CHURN_SNAPSHOT_USERS: integerSetting(1_000, 10_000_000)
      .default(300_000)
      .describe(
        'most users of a snapshot to learn from, drawn by chance, and of all where there are more than six; bounds the memory of a training',
      ),
    CHURN_LOGISTIC_SOLVER: z
      .enum(['newton', 'ml-logistic-regression'])
      .default('newton')
      .describe('solver of the logistic regression'),
    CHURN_TRAINING_THREADS: integerSetting(1, 16)
      .default(2)
      .describe('threads of a training; the result does not depend on it'),
    CHURN_SEED: integerSetting(0).default(42).describe('seed of the split by user'),
    CHURN_ALERT_SCORE_DRIFT: numberSetting(0, 100)
      .default(0.2)
      .describe(
        'stability index of the newest scores against those of the training day of the live version, above which an alert fires',
      ),
    CHURN_ALERT_CALIBRATION: numberSetting(0, 1)
      .default(0.05)
      .describe('calibration error of the newest outcome beyond chance, above which an alert fires'),
    CHURN_ALERT_EVENTS_CHANGE: numberSetting(0, 1000)
      .default(0.5)
      .describe(
        'change of the events of the newest complete day against that weekday in four weeks, above which an alert fires',
      ),
    CHURN_ALERT_USERS_CHANGE: numberSetting(0, 1000)
      .default(0.3)
      .describe('the same for the active users of that day'),
    CHURN_ALERT_HOLES: integerSetting(0, 365)
      .default(0)
      .describe('incomplete days of the newest feature window above which an alert fires'),
    AUDIENCE_CHANGES_KEEP_DAYS: integerSetting(1, 3650)
      .default(30)
      .describe('days after which changes of audiences go, once their messages are made'),
    CAMPAIGN_CONTACT_DAYS: integerSetting(0, 365)
      .default(14)
      .describe(
        'days from the contact for which a campaign leaves users alone whom an ended one has contacted, where it does not say `contactDays`; 0: none',
      ),
    ...BAND_SETTINGS,
    CHURN_PUBLISH_FOLDER: z
      .string()
      .min(1)
      .optional()
      .describe('folder that scores with features and reasons are written to after each scoring, as Parquet'),
    ...bucketSettings('CHURN_PUBLISH_BUCKET', 'bucket for the same files'),
    DELIVERY_ALLOW_PRIVATE: z
      .stringbool()
      .default(false)
      .describe('whether messages may be sent to addresses that are not public'),
    DELIVERY_LOOK_MS: integerSetting(10, 60_000)
      .default(1_000)
      .describe('milliseconds between two looks for messages to send'),
    DELIVERY_KEEP_DAYS: integerSetting(4, 3650)
      .default(30)
      .describe('days that messages are kept, for lists and replays'),
    CHURN_SERVING_MEMORY_MB: integerSetting(0, 65_536)
      .default(256)
      .describe('memory for scores of the newest day; the rest is read from PostgreSQL'),
  })
  .refine(...BANDS_ASCEND)
  .refine((settings) => settings.CHURN_POPULATION_MIN_DAYS <= settings.CHURN_FEATURE_DAYS, {
    path: ['CHURN_POPULATION_MIN_DAYS'],
    message: 'must be at most CHURN_FEATURE_DAYS: no user is active on more days',
  })
  .refine((settings) => settings.CHURN_MISSING_LABEL_DAYS < settings.CHURN_LABEL_DAYS, {
    path: ['CHURN_MISSING_LABEL_DAYS'],
    message: 'must be less than CHURN_LABEL_DAYS: without a complete day no label is known',
  });

export type ChurnSettings = z.infer<typeof churnSettings>;
