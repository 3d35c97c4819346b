import type { ServiceName } from '../options/launcher-options.js';
import { writePrivately } from './data-folder.js';
import type { Keys } from './keys.js';

export type ServiceUrls = Record<ServiceName, string>;

/** Where a client on this machine reaches a service that listens on that address. */
export function urlOfService(host: string, port: number): string {
  const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const name = everywhere[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${name}:${port}`;
}

/** Writes the file from which scripts learn the addresses and keys. */
export function writeAccess(path: string, urls: ServiceUrls & { console: string }, keys: Keys): void {
  writePrivately(path, {
    ingest: { url: urls.ingest },
    churn: { url: urls.churn },
    recommender: { url: urls.recommender },
    console: { url: urls.console },
    readKey: keys.readKey,
    writeKey: keys.writeKey,
    adminKey: keys.adminKey,
  });
}
