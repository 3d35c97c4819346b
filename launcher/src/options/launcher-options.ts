import { resolve } from 'node:path';
import { LauncherError } from '../launcher-error.js';

/** The three services in the order in which data passes them. */
export const SERVICE_NAMES = ['ingest', 'churn', 'recommender'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What the sample logs are made of; the days are `YYYY-MM-DD`. */
export interface SampleOptions {
  users: number;
  seed: number;
  from: string;
  to: string;
}

export interface LauncherOptions {
  /** Folder with log archives; null means sample logs. */
  logs: string | null;
  /** Name or YAML file of the mapping that reads the logs; null: they are archives of Music Box. */
  mapping: string | null;
  /** Folder for everything the platform writes. */
  data: string;
  host: string;
  ports: Record<ServiceName, number>;
  consolePort: number;
  /** URL of an existing PostgreSQL; null means the embedded one. */
  databaseUrl: string | null;
  /** Port of the embedded PostgreSQL; 0 takes a free one. */
  databasePort: number;
  sample: SampleOptions;
  /** Stop again as soon as everything is ready. */
  once: boolean;
}

/** What commander delivers, before paths are resolved and the whole is checked. */
export interface RawOptions {
  logs?: string;
  mapping?: string;
  data: string;
  host: string;
  ingestPort: number;
  churnPort: number;
  recommenderPort: number;
  consolePort: number;
  databaseUrl?: string;
  databasePort: number;
  sampleUsers: number;
  sampleSeed: number;
  sampleFrom: string;
  sampleTo: string;
  once?: boolean;
}

/**
 * Resolves paths (logs against the working directory, data against the checkout) and checks what no
 * single option can know.
 * @throws LauncherError when two services share a port or the database URL is no PostgreSQL URL
 */
export function completeOptions(
  raw: RawOptions,
  places: { user: string; checkout: string },
): LauncherOptions {
  const ports = { ingest: raw.ingestPort, churn: raw.churnPort, recommender: raw.recommenderPort };
  const all = [...Object.values(ports), raw.consolePort, raw.databasePort].filter((port) => port !== 0);
  const shared = all.find((port, index) => all.indexOf(port) !== index);
  if (shared !== undefined) {
    throw new LauncherError(`Port ${shared} is given to two servers: choose a different port for each.`);
  }
  const databaseUrl = raw.databaseUrl ?? null;
  if (databaseUrl !== null && !isPostgresUrl(databaseUrl)) {
    throw new LauncherError(
      'DATABASE_URL is no PostgreSQL URL: write postgres://user:password@host:5432/database.',
    );
  }
  return {
    logs: raw.logs === undefined ? null : resolve(places.user, raw.logs),
    mapping: raw.mapping === undefined ? null : placeOf(raw.mapping, places.user),
    data: resolve(places.checkout, raw.data),
    host: raw.host,
    ports,
    consolePort: raw.consolePort,
    databaseUrl,
    databasePort: raw.databasePort,
    sample: { users: raw.sampleUsers, seed: raw.sampleSeed, from: raw.sampleFrom, to: raw.sampleTo },
    once: raw.once ?? false,
  };
}

/** A YAML file is named against the working directory. */
function placeOf(mapping: string, user: string): string {
  return /\.ya?ml$/.test(mapping) ? resolve(user, mapping) : mapping;
}

function isPostgresUrl(text: string): boolean {
  try {
    const { protocol, hostname, pathname } = new URL(text);
    return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && pathname.length > 1;
  } catch {
    return false;
  }
}
