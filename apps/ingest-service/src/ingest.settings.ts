import { integerSetting, platformSettings, SETTLING_SETTING } from '#common';
import { bucketSettings } from '#common/bucket';
import { z } from 'zod';
import { PASSED_OVER, patternsOf } from './formats/passed-over.js';
import { CLOSED_DAY, CLOSED_DAY_MEANING, DEFAULT_DAY_LIMITS } from './formats/plausible-day.js';

/** Settings of the ingest service. */
export const ingestSettings = platformSettings.extend({
  PORT: platformSettings.shape.PORT.default(3001),
  LOGS_DIR: z.string().min(1).describe('folder with the log archives; nothing outside it is ever read'),
  LOGS_PASS_OVER: z
    .string()
    .default(PASSED_OVER.join(' '))
    .transform(patternsOf)
    .describe(
      'names of files and folders that no load reads, each * any text, in any case; hidden and empty files are always passed over',
    ),
  LOGS_WATCH_SECONDS: integerSetting(0, 86_400)
    .default(0)
    .describe('seconds between two looks for new logs, which are then loaded by themselves; 0: never'),
  ...bucketSettings('LOGS_BUCKET', 'bucket with log archives'),
  LOGS_MAPPING: z
    .string()
    .min(1)
    .optional()
    .describe(
      'name or YAML file of the mapping that reads the files of LOGS_DIR; not set: they are archives of Music Box',
    ),
  UPLOADS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('folder for uploads that wait for their load; not set: .uploads in LOGS_DIR'),
  EARLIEST_DAY: z.iso
    .date('must be a day of the calendar, such as 2016-08-01')
    .default(DEFAULT_DAY_LIMITS.EARLIEST_DAY)
    .describe('first day that logs and posted events may have'),
  CLOSED_DAYS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((rule) => rule !== ''),
    )
    .refine((rules) => rules.every((rule) => CLOSED_DAY.test(rule)), { error: `each ${CLOSED_DAY_MEANING}` })
    .describe(
      'days without business, such as saturday,12-25: where nothing is loaded of them, they are complete and empty',
    ),
  ...SETTLING_SETTING,
  EVENTS_MAX_BATCH: integerSetting(1, 10_000).default(1_000).describe('most events in one POST /events'),
  EVENTS_BELIEVED_DAYS: integerSetting(0, 36_500)
    .default(400)
    .describe('days before the newest day with archives from which posted events are believed'),
  RECENT_EVENT_DAYS: integerSetting(1, 365)
    .default(14)
    .describe(
      'days that posted events stay in recent_event; longer until the live recommender has learned from them',
    ),
  REJECTED_LINES_KEEP_DAYS: integerSetting(0, 3_650)
    .default(14)
    .describe(
      'days that the examples of rejected lines, three a reason of an archive, are stored; 0: none are',
    ),
  AUDIT_KEEP_DAYS: integerSetting(1, 36_500).default(730).describe('days that audit entries are kept'),
});

export type IngestSettings = z.infer<typeof ingestSettings>;
