import { platformSettings } from '#common';
import { z } from 'zod';

/** Settings of the ingest service. */
export const ingestSettings = platformSettings.extend({
  PORT: platformSettings.shape.PORT.default(3001),
  LOGS_DIR: z.string().min(1).describe('folder with the log archives; nothing outside it is ever read'),
  LOGS_MIN_AGE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(0)
    .describe('files of LOGS_DIR that were modified less than this ago are left for a later load'),
  LOGS_DONE_MARKER: z
    .stringbool()
    .default(false)
    .describe(
      'whether files of LOGS_DIR are left for a later load until a file <name>.done lies beside them',
    ),
  UPLOADS_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'folder where uploaded archives wait for their load, not LOGS_DIR nor above it; .uploads in LOGS_DIR when it is not set',
    ),
  EARLIEST_DAY: z.iso
    .date('must be a day of the calendar, such as 2016-08-01')
    .default('1970-01-01')
    .describe('first day that logs and posted events may have'),
  MAX_DAYS_AHEAD: z.coerce
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(1)
    .describe('days by which logs and posted events may be ahead of the clock of the service'),
  EVENTS_MAX_BATCH: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('most events in one POST /events'),
  RECENT_EVENT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(14)
    .describe(
      'days for which posted events stay in the small table of recent events; longer while no live recommender has learned from them',
    ),
  KEEP_POSTED_EVENTS: z
    .stringbool()
    .default(false)
    .describe(
      'posted events count beside an archive of their day that has the same users; by default they give way to it',
    ),
  AUDIT_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(730)
    .describe('days for which it is kept who did what (GET /admin/audit)'),
  EXCLUDE_ABOVE_PERCENTILE: z.coerce
    .number()
    .gt(0)
    .lt(100)
    .optional()
    .describe(
      'users with more plays than this percentile of users are excluded; no such rule when it is not set',
    ),
});

export type IngestSettings = z.infer<typeof ingestSettings>;
