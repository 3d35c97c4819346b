import { z } from 'zod';
import { integerSetting } from './load-settings.js';

/** A comma-separated list of keys; each one plain text or `sha256:<64 hex digits>`. */
const keyList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  )
  .refine((keys) => keys.every((key) => key.length >= 16), {
    message: 'each key needs at least 16 characters (or use sha256:<hex of the key>)',
  });

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://');

/** Settings that every service shares. A service extends this schema with its own. */
export const platformSettings = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production does not start without a key, named or of settings'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PORT: integerSetting(0, 65_535).describe('TCP port to listen on'),
  METRICS_PORT: integerSetting(0, 65_535)
    .optional()
    .describe('TCP port of GET /metrics for Prometheus, without a key; not set: none'),
  DATABASE_URL: postgresUrl.describe('PostgreSQL 15 or newer'),
  DATABASE_READ_URL: postgresUrl.optional().describe('hot standby for heavy reading; not set: DATABASE_URL'),
  DATABASE_READ_LAG_MS: integerSetting(100, 3_600_000)
    .default(10_000)
    .describe('how far the standby may be behind before DATABASE_URL is read'),
  DATABASE_POOL_SIZE: integerSetting(5, 200).default(10).describe('connections per service'),
  STATEMENT_TIMEOUT_MS: integerSetting(100, 2_000_000_000)
    .default(30_000)
    .describe('longest time of an SQL statement of a request'),
  JOB_STATEMENT_TIMEOUT_MS: integerSetting(1_000, 2_000_000_000)
    .default(21_600_000)
    .describe('longest time of an SQL statement of a job'),
  EXPORT_LIMIT: integerSetting(1, 50)
    .default(3)
    .describe('exports (CSV) at a time, each on a connection of its own; one more is 429'),
  EXPORT_STALL_MS: integerSetting(100, 100_000_000)
    .default(60_000)
    .describe('time that a reader of an export may take for one piece'),
  READ_KEYS: keyList.describe('keys for the product endpoints'),
  WRITE_KEYS: keyList.describe('keys that send events and unsubscribe users, and read nothing'),
  ADMIN_KEYS: keyList.describe('keys for /admin/*; they may read and write too'),
  BODY_LIMIT_BYTES: integerSetting(1024).default(1_048_576).describe('largest request body'),
  BODY_TIMEOUT_MS: integerSetting(100)
    .default(30_000)
    .describe('longest time for a request body to arrive; of an upload, its longest pause'),
  HEADERS_TIMEOUT_MS: integerSetting(100)
    .default(10_000)
    .describe('longest time for the headers of a request to arrive'),
  RATE_LIMIT_PER_MINUTE: integerSetting(0)
    .default(60_000)
    .describe('plain requests of a key to this instance in a minute; 0: no limit'),
  OVERLOAD_LAG_MS: integerSetting(0)
    .default(1_000)
    .describe('mean delay of the event loop above which requests are 503; 0: never'),
  JOB_QUEUE_LIMIT: integerSetting(1).default(100).describe('jobs of one kind that may wait; another is 429'),
  ONLY_INSTANCE: z
    .stringbool()
    .default(false)
    .describe('no other process of this service runs: at its start, jobs that still run are marked failed'),
  LOG_LEVEL: z
    .enum(['debug', 'log', 'warn', 'error'])
    .default('log')
    .describe('lowest level of log lines; debug adds one for each request'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json').describe('JSON lines, or lines for people'),
});

/** When a day of posted events is complete: churn waits for it, coverage shows what came later. */
export const SETTLING_SETTING = {
  SETTLING_HOURS: integerSetting(0, 240)
    .default(6)
    .describe(
      'hours after a day of posted events is over, in the last time zone that they come from, until it is complete: late events of it are waited for',
    ),
};

export type PlatformSettings = z.infer<typeof platformSettings>;

/** Injection token of the service's name, as it shows in logs, the audit and pg_stat_activity. */
export const SERVICE_NAME = Symbol('SERVICE_NAME');

/** Injection token of a service's validated settings. */
export const SETTINGS = Symbol('SETTINGS');
