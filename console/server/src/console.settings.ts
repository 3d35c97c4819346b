import { integerSetting } from '#common/settings';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Settings of the console's server. */
export const consoleSettings = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PORT: integerSetting(0, 65_535).default(3000).describe('TCP port to listen on'),
  INGEST_URL: httpUrl.default('http://127.0.0.1:3001').describe('where the ingest service answers'),
  CHURN_URL: httpUrl.default('http://127.0.0.1:3002').describe('where the churn service answers'),
  RECOMMENDER_URL: httpUrl.default('http://127.0.0.1:3003').describe('where the recommender service answers'),
  CONSOLE_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional()
    .describe('public address of the console, where a proxy with TLS is in front of it'),
  CONSOLE_SESSIONS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('file of sessions, sealed by their cookies; without it a restart signs everybody out'),
  CONSOLE_SESSION_HOURS: z.coerce.number().gt(0).max(168).default(12).describe('hours of a session'),
});

export type ConsoleSettings = z.infer<typeof consoleSettings>;

/** Settings of the services behind the console, as its addresses name these: `/api/churn/...`. */
export const SERVICE_URLS = {
  ingest: 'INGEST_URL',
  churn: 'CHURN_URL',
  recommender: 'RECOMMENDER_URL',
} as const;
