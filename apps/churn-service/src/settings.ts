import { platformSettings } from '#common';
import { sparkSettings } from '#common/spark';
import { z } from 'zod';
import { EVENT_KINDS } from './event-kinds.js';

/** A comma-separated list of kinds of event. */
const eventKinds = z
  .string()
  .default(EVENT_KINDS.join(','))
  .transform((text) => text.split(',').map((kind) => kind.trim()))
  .pipe(z.array(z.enum(EVENT_KINDS)).min(1))
  .transform((kinds) => EVENT_KINDS.filter((kind) => kinds.includes(kind)));

/** What can score everybody. */
export const SCORE_ENGINES = ['service', 'spark'] as const;
export type ScoreEngine = (typeof SCORE_ENGINES)[number];

/** Kinds of model, simpler ones first. */
export const MODEL_KINDS = ['logistic-regression', 'random-forest', 'gradient-boosting'] as const;

/** A comma-separated list of kinds of model, simpler ones first whatever the order given. */
const modelKinds = z
  .string()
  .default(MODEL_KINDS.join(','))
  .transform((text) => text.split(',').map((kind) => kind.trim()))
  .pipe(z.array(z.enum(MODEL_KINDS)).min(1))
  .transform((kinds) => MODEL_KINDS.filter((kind) => kinds.includes(kind)));

/** A cron expression of five fields, or nothing. What stands in the fields is checked when the service starts. */
const cron = z
  .string()
  .trim()
  .regex(/^(\S+( +\S+){4})?$/, 'must be a cron expression of five fields, such as 30 3 * * *')
  .default('')
  .transform((text) => (text === '' ? null : text));

/** Settings of the churn service; the windows default to those of the original data family. */
export const churnSettings = platformSettings
  .extend({
    ...sparkSettings,
    PORT: platformSettings.shape.PORT.default(3002),
    CHURN_FEATURE_DAYS: z.coerce
      .number()
      .int()
      .min(2)
      .max(365)
      .default(30)
      .describe('length of the feature window in days, the snapshot date included'),
    CHURN_LABEL_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(90)
      .default(14)
      .describe('length of the label window in days, beginning the day after the snapshot date'),
    CHURN_HISTORY_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(730)
      .default(365)
      .describe(
        'days that features look back at most, as far as logs reach; not beyond the feature window if less',
      ),
    CHURN_ACTIVITY_KINDS: eventKinds.describe('kinds of event whose absence in the label window is churn'),
    CHURN_POPULATION_KINDS: eventKinds.describe('kinds of event that make a user belong to the population'),
    CHURN_POPULATION_MIN_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(1)
      .describe('days of the feature window with such an event that a user of the population has at least'),
    CHURN_KEEP_VERSIONS: z.coerce
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('model versions that can still be promoted; reports and scores of older ones stay'),
    CHURN_SCORE_SCHEDULE: cron.describe(
      'when everybody is scored, as a cron expression; empty: never by itself',
    ),
    CHURN_RETRAIN_SCHEDULE: cron.describe(
      'when a new model is trained, as a cron expression; empty: never by itself',
    ),
    CHURN_SCORE_ENGINE: z
      .enum(SCORE_ENGINES)
      .default('service')
      .describe(
        'what scores everybody where a job does not say: service (PostgreSQL and this process) or spark',
      ),
    CHURN_SCORE_AFTER_LOAD: z
      .stringbool()
      .default(false)
      .describe('whether everybody is scored by itself once new days have been loaded'),
    CHURN_SCHEDULE_TIMEZONE: z.string().min(1).default('UTC').describe('time zone of both schedules'),
    CHURN_TEST_SHARE: z.coerce
      .number()
      .min(0.05)
      .max(0.5)
      .default(0.2)
      .describe('share of users on which versions are evaluated, and for nothing else'),
    CHURN_VALIDATION_SHARE: z.coerce
      .number()
      .min(0.05)
      .max(0.2)
      .default(0.1)
      .describe('share of users on which the model and the threshold are chosen'),
    CHURN_CALIBRATION_SHARE: z.coerce
      .number()
      .min(0.05)
      .max(0.2)
      .default(0.1)
      .describe('share of users from which probabilities are calibrated, and nothing else'),
    CHURN_MODELS: modelKinds.describe(
      'kinds of model that a retraining trains and chooses from; logistic-regression, random-forest, gradient-boosting',
    ),
    CHURN_SNAPSHOTS: z.coerce
      .number()
      .int()
      .min(1)
      .max(26)
      .default(6)
      .describe('snapshots to learn from at most, one label window apart, as far back as the logs reach'),
    CHURN_SNAPSHOT_HALF_LIFE_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe('age in days at which half of the users of an older snapshot are learned from'),
    CHURN_LOGISTIC_SOLVER: z
      .enum(['newton', 'ml-logistic-regression'])
      .default('newton')
      .describe('how the logistic regression is fitted: Newton steps, or gradient descent of the package'),
    CHURN_TRAINING_THREADS: z.coerce
      .number()
      .int()
      .min(1)
      .max(16)
      .default(2)
      .describe('threads that train at most; the result is the same for any number'),
    CHURN_SEED: z.coerce
      .number()
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .default(42)
      .describe('seed of the split by user'),
    CHURN_ALERT_SCORE_DRIFT: z.coerce
      .number()
      .min(0)
      .max(100)
      .default(0.2)
      .describe(
        'population stability index of the newest scores, beside the test users of the live version, above which an alert fires',
      ),
    CHURN_ALERT_CALIBRATION: z.coerce
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe(
        'excess of the calibration error of the newest known outcome over what chance explains, above which an alert fires',
      ),
    CHURN_ALERT_EVENTS_CHANGE: z.coerce
      .number()
      .min(0)
      .max(1000)
      .default(0.5)
      .describe(
        'relative change of the events of the newest complete day, beside that weekday of the four weeks before, above which an alert fires',
      ),
    CHURN_ALERT_USERS_CHANGE: z.coerce
      .number()
      .min(0)
      .max(1000)
      .default(0.3)
      .describe('the same of the users active on that day'),
    CHURN_ALERT_HOLES: z.coerce
      .number()
      .int()
      .min(0)
      .max(365)
      .default(0)
      .describe('days with holes in the newest feature window above which an alert fires'),
    CHURN_MEDIUM_FROM: z.coerce
      .number()
      .gt(0)
      .lt(1)
      .default(0.4)
      .describe('probability from which the band is medium'),
    CHURN_HIGH_FROM: z.coerce
      .number()
      .gt(0)
      .lt(1)
      .default(0.7)
      .describe('probability from which the band is high'),
    CHURN_SERVING_MEMORY_MB: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_536)
      .default(256)
      .describe(
        'memory for scores of the newest day and answers about them; what exceeds it is read from PostgreSQL each time',
      ),
  })
  .refine((settings) => settings.CHURN_MEDIUM_FROM < settings.CHURN_HIGH_FROM, {
    path: ['CHURN_HIGH_FROM'],
    message: 'must lie above CHURN_MEDIUM_FROM',
  });

export type ChurnSettings = z.infer<typeof churnSettings>;
