import { resolve } from 'node:path';
import type { SampleWorld } from '#sample-logs';
import { LauncherError } from '../launcher-error.js';

/** The three services in the order in which data passes them. */
export const SERVICE_NAMES = ['ingest', 'churn', 'recommender'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The servers that have a port each. */
export const SERVER_NAMES = [...SERVICE_NAMES, 'console'] as const;
type ServerName = (typeof SERVER_NAMES)[number];
export type ServerUrls = Record<ServerName, string>;

/** What the sample logs are made of; the days are `YYYY-MM-DD`. */
export interface SampleOptions {
  sampleWorld: SampleWorld;
  sampleUsers: number;
  sampleSeed: number;
  sampleFrom: string;
  sampleTo: string;
}

/** By the names that commander makes of the options. */
export interface LauncherOptions extends SampleOptions, Record<`${ServerName}Port`, number> {
  /** Folder with log archives; not given: sample logs. */
  logs?: string;
  /** Name or YAML file of the mapping that reads the logs; not given: they are archives of Music Box. */
  mapping?: string;
  /** Folder for everything the platform writes. */
  data: string;
  host: string;
  /** URL of an existing PostgreSQL; not given: the embedded one. */
  databaseUrl?: string;
  /** Port of the embedded PostgreSQL; 0 takes a free one. */
  databasePort: number;
  /** First delete the embedded database; never by a variable, which would delete it at each start. */
  reset?: boolean;
  /** Stop again as soon as everything is ready. */
  once?: boolean;
}

/**
 * Resolves paths (logs against the working directory, data against the checkout) and checks what no
 * single option can know.
 * @throws LauncherError when two servers share a port, logs and a sample world are given, or the database URL is no
 * PostgreSQL URL or given with `reset`
 */
export function completeOptions(
  options: LauncherOptions,
  { user, checkout }: { user: string; checkout: string },
): LauncherOptions {
  const { logs, mapping, data, databaseUrl, reset = false } = options;
  const ports = [...SERVER_NAMES.map((name) => options[`${name}Port`]), options.databasePort];
  const shared = ports.find((port, index) => port !== 0 && ports.indexOf(port) !== index);
  if (shared !== undefined) {
    throw new LauncherError(`Port ${shared} is given to two servers: choose a different port for each.`);
  }
  if (logs !== undefined && options.sampleWorld === 'elsewhere')
    throw new LauncherError('--logs and --sample-world exclude each other: leave one of them out.');
  if (databaseUrl !== undefined && !isPostgresUrl(databaseUrl)) {
    throw new LauncherError(
      'DATABASE_URL is no PostgreSQL URL: write postgres://user:password@host:5432/database.',
    );
  }
  if (databaseUrl !== undefined && reset) {
    throw new LauncherError('--reset deletes an embedded database only, and DATABASE_URL names another one.');
  }
  return {
    ...options,
    data: resolve(checkout, data),
    ...(logs === undefined ? {} : { logs: resolve(user, logs) }),
    ...(mapping !== undefined && /\.ya?ml$/.test(mapping) ? { mapping: resolve(user, mapping) } : {}),
  };
}

function isPostgresUrl(text: string): boolean {
  try {
    const { protocol, hostname, pathname } = new URL(text);
    return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && pathname.length > 1;
  } catch {
    return false;
  }
}
