import { join } from 'node:path';
import type { Keys } from '../data-folder/keys.js';
import { settingsOf, storedWindows } from '../data-folder/churn-windows.js';
import type { DataFolder } from '../data-folder/data-folder.js';
import { hashedKey } from '../data-folder/keys.js';
import type { LauncherOptions, ServerUrls } from '../options/launcher-options.js';
import { SERVICE_NAMES } from '../options/launcher-options.js';
import type { ServiceDefinition } from './managed-service.js';

/**
 * Reading lines, or rows, makes millions of objects that die at once. V8 lets the space for such objects grow to
 * 128 MiB in each thread, which gains nothing there. The option is given when Node starts: later it has grown.
 */
const NODE_OPTIONS: Partial<Record<(typeof SERVICE_NAMES)[number], string[]>> = {
  ingest: ['--max-semi-space-size=4'],
  recommender: ['--max-semi-space-size=8'],
};

/** Users of sample logs up to which a first start is kept short: item weights find more, and train longer. */
const MOST_BY_FACTORS = 20_000;
const BY_FACTORS = { RECOMMENDER_ITEM_SHARE: process.env['RECOMMENDER_ITEM_SHARE'] ?? '0' };

/**
 * How each service and the console are started. Keys are handed over as hashes: no service knows a key it does
 * not need.
 */
export function defineServices(
  options: LauncherOptions,
  platform: {
    folder: DataFolder;
    keys: Keys;
    urls: ServerUrls;
    databaseUrl: string;
    logs: string;
    mapping: string | null;
    dist: string;
  },
): ServiceDefinition[] {
  const isByFactors = platform.logs === platform.folder.sampleLogs && options.sampleUsers <= MOST_BY_FACTORS;
  const windows = storedWindows(platform.folder);
  const firstMetricsPort = Number(process.env['METRICS_PORT'] ?? '');
  const services = SERVICE_NAMES.map((name, place) => ({
    name: `${name} service`,
    program: `${name}-service`,
    script: join(platform.dist, 'programs', `${name}-service.js`),
    nodeOptions: NODE_OPTIONS[name] ?? [],
    url: platform.urls[name],
    log: join(platform.folder.serviceLogs, `${name}-service.log`),
    environment: {
      HOST: options.host,
      PORT: String(options[`${name}Port`]),
      DATABASE_URL: platform.databaseUrl,
      // Other instances may use an existing database.
      ...(options.databaseUrl === undefined ? { ONLY_INSTANCE: 'true' } : {}),
      READ_KEYS: hashedKey(platform.keys.readKey),
      WRITE_KEYS: hashedKey(platform.keys.writeKey),
      ADMIN_KEYS: hashedKey(platform.keys.adminKey),
      // One port cannot serve three: METRICS_PORT is that of the first, the others follow it.
      ...(firstMetricsPort > 0 ? { METRICS_PORT: String(firstMetricsPort + place) } : {}),
      LOGS_DIR: platform.logs,
      ...(platform.mapping === null ? {} : { LOGS_MAPPING: platform.mapping }),
      ...(isByFactors ? BY_FACTORS : {}),
      ...(name === 'churn' && windows !== null ? settingsOf(windows) : {}),
      // The logs may lie where the platform cannot write, and are not its place to do so anyway.
      UPLOADS_DIR: join(platform.folder.root, 'uploads'),
    },
  }));
  // It has the addresses of the services, and no key: a user signs in with one.
  const console = {
    name: 'console',
    program: 'console',
    script: join(platform.dist, 'console', 'server', 'src', 'main.js'),
    nodeOptions: [],
    url: platform.urls.console,
    log: join(platform.folder.serviceLogs, 'console.log'),
    environment: {
      HOST: options.host,
      PORT: String(options.consolePort),
      INGEST_URL: platform.urls.ingest,
      CHURN_URL: platform.urls.churn,
      RECOMMENDER_URL: platform.urls.recommender,
      CONSOLE_SESSIONS_FILE: join(platform.folder.root, 'sessions.json'),
    },
  };
  return [...services, console];
}
